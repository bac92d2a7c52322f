/**
 * The case file in one plain statement, `$1` the case: what `app.case_file` computes, without rights of its own. As
 * the runtime role it shows what the row policies let through, which a test compares with the function; the bare
 * server runs it as a role that no policy concerns.
 */
export const plainCaseFile = `
SELECT c.id, c.number, c.title, c.matter, c.regime, c.origin, c.series,
  c.received_on::text AS received_on, c.registered_on::text AS registered_on,
  c.facts_from::text AS facts_from, c.facts_to::text AS facts_to, c.facts_precision,
  (SELECT jsonb_build_object('id', o.id, 'code', o.code, 'nameFr', o.name_fr, 'nameEn', o.name_en)
     FROM app.offices o WHERE o.id = c.office_id) AS office,
  (SELECT jsonb_build_object('id', p.id, 'name', p.name, 'kind', p.kind, 'edition', p.edition, 'code', p.code)
     FROM app.places p WHERE p.id = c.place_id) AS place,
  c.tags, c.stage, c.stage_min, c.stage_max, c.ahead, c.status, c.sealed, c.strike_reason,
  c.responsible_id, CASE WHEN c.responsible_id IS NOT NULL THEN sec.display_name(c.responsible_id) END AS responsible,
  c.version,
  (SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'value', a.value, 'issuer', a.issuer) ORDER BY a.kind, a.value)
     FROM app.case_aliases a WHERE a.case_id = c.id) AS aliases,
  (SELECT jsonb_agg(jsonb_build_object(
     'id', d.id, 'personId', d.person_id, 'name', n.full_name, 'unknownLabel', d.unknown_label, 'stage', d.stage,
     'sex', pe.sex, 'birthDate', pe.birth_date, 'birthPrecision', pe.birth_precision, 'declaredAge', d.declared_age,
     'arrest', CASE WHEN d.arrest_date IS NOT NULL THEN jsonb_build_object('date', d.arrest_date, 'time', left(d.arrest_time::text, 5), 'force', d.arrest_force, 'unit', d.arrest_unit) END,
     'referredOn', d.referred_on, 'referralResult', d.referral_result, 'version', d.version,
     'lawyers', (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'professionalId', l.professional_id, 'mode', l.mode, 'from', l.valid_from, 'to', l.valid_to) ORDER BY l.valid_from)
        FROM app.defendant_lawyers l WHERE l.defendant_id = d.id),
     'counts', (SELECT jsonb_agg(jsonb_build_object('id', k.id, 'ordinal', k.ordinal, 'offenceId', k.offence_id, 'offenceCode', f.code,
          'labelFr', f.label_fr, 'labelEn', f.label_en, 'legalText', k.legal_text, 'nature', k.nature, 'attempted', k.attempted,
          'role', k.role, 'chargedOn', k.charged_on, 'withdrawnOn', k.withdrawn_on, 'version', k.version,
          'requalified', EXISTS (SELECT 1 FROM app.requalifications r WHERE r.count_id = k.id)) ORDER BY k.ordinal)
        FROM app.counts k JOIN app.offences f ON f.id = k.offence_id WHERE k.defendant_id = d.id)
     ) ORDER BY d.created_at, d.id)
   FROM app.defendants d
   LEFT JOIN app.people pe ON pe.id = d.person_id
   LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL
   WHERE d.case_id = c.id) AS defendants,
  (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'publicity', h.publicity, 'result', h.result,
     'adjournmentReason', h.adjournment_reason, 'date', s.held_on, 'startsAt', s.starts_at, 'officeId', s.office_id,
     'cancelled', s.cancelled_at IS NOT NULL, 'version', h.version) ORDER BY s.starts_at, h.id)
   FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id WHERE h.case_id = c.id) AS hearings,
  (SELECT jsonb_agg(jsonb_build_object('id', u.id, 'defendantId', u.defendant_id, 'countId', u.count_id, 'outcome', u.outcome,
     'mode', u.mode, 'decidedOn', u.decided_on) ORDER BY u.decided_on, u.id)
   FROM app.outcomes u WHERE u.case_id = c.id AND u.superseded_by IS NULL) AS outcomes,
  (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'defendantId', t.defendant_id, 'countId', t.count_id, 'record', t.record,
     'type', t.principal_type, 'years', t.years, 'months', t.months, 'days', t.days, 'decidedOn', t.decided_on,
     'effectiveFrom', t.effective_from, 'basis', t.basis) ORDER BY t.id)
   FROM app.sentences t WHERE t.case_id = c.id AND t.annulled_on IS NULL) AS sentences,
  (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'defendantId', r.defendant_id, 'kind', r.kind, 'lodgedOn', r.lodged_on,
     'status', r.status, 'dueOn', r.due_on, 'dueConfidence', r.due_confidence) ORDER BY r.id)
   FROM app.remedies r WHERE r.case_id = c.id) AS remedies
FROM app.cases c
WHERE c.id = $1`;
