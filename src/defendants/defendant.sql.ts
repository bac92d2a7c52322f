const ARREST = `CASE WHEN d.arrest_date IS NOT NULL THEN jsonb_build_object('date', d.arrest_date, 'time', left(d.arrest_time::text, 5),
    'force', d.arrest_force, 'unit', d.arrest_unit, 'placeId', d.arrest_place_id) END AS arrest`;

const WRITTEN_NAME = `LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL`;

/** What offence-warnings.ts asks of every offence of the case `c`. */
export const CASE_OFFENCES = `(SELECT coalesce(jsonb_agg(jsonb_build_object('countId', k.id, 'code', f.code, 'validFrom', f.valid_from,
    'validTo', f.valid_to, 'jurisdictions', f.jurisdictions) ORDER BY k.defendant_id, k.ordinal), '[]')
   FROM app.counts k JOIN app.offences f ON f.id = k.offence_id WHERE k.case_id = c.id AND k.withdrawn_on IS NULL) AS case_offences,
  EXISTS (SELECT 1 FROM app.office_closure oc JOIN app.offices o ON o.id = oc.ancestor_id
          WHERE oc.descendant_id = c.office_id AND o.kind = 'unit') AS of_unit`;

/** One defendant (`$1`) with counts and lawyers; each part is seen under the policies of its own table. */
export const defendantText = `
SELECT d.id, d.case_id, c.number AS case_number, c.registered_on::text AS registered_on, d.person_id, n.full_name AS name,
  d.unknown_label, d.stage, pe.sex, pe.birth_date::text AS birth_date, pe.birth_precision, d.declared_age, ${ARREST},
  d.referred_on::text AS referred_on, d.referral_result, d.version,
  c.facts_from::text AS facts_from, c.facts_to::text AS facts_to, c.facts_precision,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'professionalId', l.professional_id, 'name', p.name, 'mode', l.mode,
      'from', l.valid_from, 'to', l.valid_to) ORDER BY l.valid_from, l.id), '[]')
   FROM app.defendant_lawyers l LEFT JOIN app.professionals p ON p.id = l.professional_id WHERE l.defendant_id = d.id) AS lawyers,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'ordinal', k.ordinal, 'offenceId', k.offence_id, 'offenceCode', f.code,
      'labelFr', f.label_fr, 'labelEn', f.label_en, 'legalText', k.legal_text, 'nature', k.nature, 'attempted', k.attempted,
      'role', k.role, 'tags', k.tags, 'chargedOn', k.charged_on, 'withdrawnOn', k.withdrawn_on, 'version', k.version,
      'requalifications', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'from', a.code, 'to', b.code,
          'decidedOn', r.decided_on, 'reason', r.reason) ORDER BY r.decided_on, r.id), '[]')
        FROM app.requalifications r JOIN app.offences a ON a.id = r.from_offence_id JOIN app.offences b ON b.id = r.to_offence_id
        WHERE r.count_id = k.id)) ORDER BY k.ordinal), '[]')
   FROM app.counts k JOIN app.offences f ON f.id = k.offence_id WHERE k.defendant_id = d.id) AS counts,
  ${CASE_OFFENCES}
FROM app.defendants d JOIN app.cases c ON c.id = d.case_id
LEFT JOIN app.people pe ON pe.id = d.person_id ${WRITTEN_NAME}
WHERE d.id = $1`;

export const LIST_COLUMNS = `d.id, d.case_id, c.number AS case_number, d.person_id, n.full_name AS name, d.unknown_label, d.stage,
  d.arrest_date::text AS arrest_date, d.version`;

export const LIST_FROM = `app.defendants d JOIN app.cases c ON c.id = d.case_id ${WRITTEN_NAME}`;
