-- The case page is the page most opened. Under the row policies of its fourteen tables PostgreSQL asks the same
-- question some hundred times in one statement (2.9 ms of its own time where the rows take 0.3); here it is asked
-- once, and each part is shown only with its own permission. A test compares the answer with what the policies let
-- through, for every role.

-- Of a list of permissions, those that the actor holds in this case; none where it is out of scope.
CREATE FUNCTION sec.permissions_in(of_case uuid, list text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := sec.uid();
  day date := (now() AT TIME ZONE 'Africa/Bamako')::date;
  c record;
  assigned boolean;
  shared text;
BEGIN
  SELECT k.office_id, k.sealed INTO c FROM app.cases k WHERE k.id = of_case;
  IF me IS NULL OR NOT FOUND THEN RETURN '{}'; END IF;
  IF EXISTS (SELECT 1 FROM app.case_exclusions e
      WHERE e.user_id = me AND e.case_id = of_case AND e.valid_from <= day AND (e.valid_to IS NULL OR e.valid_to > day))
    OR c.sealed AND NOT EXISTS (SELECT 1 FROM app.case_seal_members m
      WHERE m.user_id = me AND m.case_id = of_case AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to > day))
  THEN RETURN '{}'; END IF;
  assigned := EXISTS (SELECT 1 FROM app.case_assignments a
    WHERE a.user_id = me AND a.case_id = of_case AND a.valid_from <= day AND (a.valid_to IS NULL OR a.valid_to > day));
  shared := (SELECT max(s.level) FROM app.case_shares s
    WHERE s.user_id = me AND s.case_id = of_case AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day));
  RETURN (
    SELECT coalesce(array_agg(DISTINCT h.permission), '{}')
    FROM sec.holdings_any(list) h JOIN sec.permissions k ON k.code = h.permission
    WHERE assigned OR shared = 'write' OR shared = 'read' AND k.reads
      OR h.scope = 'office' AND (
        EXISTS (SELECT 1 FROM app.office_closure oc WHERE oc.ancestor_id = h.office_id AND oc.descendant_id = c.office_id)
        OR EXISTS (
          SELECT 1 FROM app.case_shares s JOIN app.office_closure oc ON oc.descendant_id = s.office_id AND oc.ancestor_id = h.office_id
          WHERE s.case_id = of_case AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day) AND (s.level = 'write' OR k.reads)))
  );
END $$;
REVOKE ALL ON FUNCTION sec.permissions_in(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.permissions_in(uuid, text[]) TO greffe_app, greffe_audit;

-- The case file as one JSON object, NULL where it is out of scope. `as_sealed`: sealed cases are asked for apart,
-- because reading one is logged in the same transaction (ruling 4).
CREATE FUNCTION app.case_file(of_case uuid, as_sealed boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine text[] := sec.permissions_in(of_case, '{case:read,defendant:read,person:read,count:read,hearing:read,outcome:read}');
BEGIN
  IF NOT 'case:read' = ANY (mine) THEN RETURN NULL; END IF;
  RETURN (SELECT to_jsonb(f) FROM (
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
  CASE WHEN 'defendant:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object(
     'id', d.id, 'personId', d.person_id, 'name', n.full_name, 'unknownLabel', d.unknown_label, 'stage', d.stage,
     'sex', pe.sex, 'birthDate', pe.birth_date, 'birthPrecision', pe.birth_precision, 'declaredAge', d.declared_age,
     'arrest', CASE WHEN d.arrest_date IS NOT NULL THEN jsonb_build_object('date', d.arrest_date, 'time', left(d.arrest_time::text, 5), 'force', d.arrest_force, 'unit', d.arrest_unit) END,
     'referredOn', d.referred_on, 'referralResult', d.referral_result, 'version', d.version,
     'lawyers', (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'professionalId', l.professional_id, 'mode', l.mode, 'from', l.valid_from, 'to', l.valid_to) ORDER BY l.valid_from)
        FROM app.defendant_lawyers l WHERE l.defendant_id = d.id),
     'counts', CASE WHEN 'count:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object('id', k.id, 'ordinal', k.ordinal, 'offenceId', k.offence_id, 'offenceCode', f.code,
          'labelFr', f.label_fr, 'labelEn', f.label_en, 'legalText', k.legal_text, 'nature', k.nature, 'attempted', k.attempted,
          'role', k.role, 'chargedOn', k.charged_on, 'withdrawnOn', k.withdrawn_on, 'version', k.version,
          'requalified', EXISTS (SELECT 1 FROM app.requalifications r WHERE r.count_id = k.id)) ORDER BY k.ordinal)
        FROM app.counts k JOIN app.offences f ON f.id = k.offence_id WHERE k.defendant_id = d.id) END
     ) ORDER BY d.created_at, d.id)
   FROM app.defendants d
   LEFT JOIN app.people pe ON pe.id = d.person_id AND 'person:read' = ANY (mine)
   LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL
     AND 'person:read' = ANY (mine)
   WHERE d.case_id = c.id) END AS defendants,
  CASE WHEN 'hearing:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'publicity', h.publicity, 'result', h.result,
     'adjournmentReason', h.adjournment_reason, 'date', s.held_on, 'startsAt', s.starts_at, 'officeId', s.office_id,
     'cancelled', s.cancelled_at IS NOT NULL, 'version', h.version) ORDER BY s.starts_at, h.id)
   FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id WHERE h.case_id = c.id) END AS hearings,
  CASE WHEN 'outcome:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object('id', u.id, 'defendantId', u.defendant_id, 'countId', u.count_id, 'outcome', u.outcome,
     'mode', u.mode, 'decidedOn', u.decided_on) ORDER BY u.decided_on, u.id)
   FROM app.outcomes u WHERE u.case_id = c.id AND u.superseded_by IS NULL) END AS outcomes,
  CASE WHEN 'outcome:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'defendantId', t.defendant_id, 'countId', t.count_id, 'record', t.record,
     'type', t.principal_type, 'years', t.years, 'months', t.months, 'days', t.days, 'decidedOn', t.decided_on,
     'effectiveFrom', t.effective_from, 'basis', t.basis) ORDER BY t.id)
   FROM app.sentences t WHERE t.case_id = c.id AND t.annulled_on IS NULL) END AS sentences,
  CASE WHEN 'outcome:read' = ANY (mine) THEN (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'defendantId', r.defendant_id, 'kind', r.kind, 'lodgedOn', r.lodged_on,
     'status', r.status, 'dueOn', r.due_on, 'dueConfidence', r.due_confidence) ORDER BY r.id)
   FROM app.remedies r WHERE r.case_id = c.id) END AS remedies
FROM app.cases c
WHERE c.id = of_case AND c.sealed = as_sealed
  ) f);
END $$;
REVOKE ALL ON FUNCTION app.case_file(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.case_file(uuid, boolean) TO greffe_app;

GRANT SELECT ON app.places, app.offences, app.requalifications, app.defendant_lawyers, app.hearings, app.sittings, app.outcomes,
  app.sentences, app.remedies TO greffe_definer;
ALTER FUNCTION sec.permissions_in(uuid, text[]) OWNER TO greffe_definer;
ALTER FUNCTION app.case_file(uuid, boolean) OWNER TO greffe_definer;
