-- Parts of a case for roles that have no right to the case itself (ruling 8; domain notes §11.2): one view for each
-- group of roles, each with the whole question of who may see what inside. The views see past row-level security,
-- so they show nothing but their few columns.

-- Which view is the actor's: the narrowest of those that his roles would open.
CREATE FUNCTION sec.extract_group() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.name
  FROM app.role_holdings h
  JOIN (VALUES (1, 'prison', 'prison_registry_officer'), (1, 'prison', 'prison_head'),
               (2, 'victim_support', 'victim_support_officer'), (3, 'inspector', 'inspector')) AS g (rank, name, role) ON g.role = h.role
  WHERE h.user_id = sec.uid() AND h.valid_from <= sec.today() AND (h.valid_to IS NULL OR h.valid_to > sec.today())
    AND EXISTS (SELECT 1 FROM sec.holdings('case:extract:read'))
  ORDER BY g.rank LIMIT 1
$$;

-- "A. T." for "Awa Traoré": enough to tell two defendants of a case apart.
CREATE FUNCTION app.initials(full_name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(upper(left(word, 1)) || '.', ' ' ORDER BY place)
  FROM regexp_split_to_table(btrim(full_name), '[\s-]+') WITH ORDINALITY AS w (word, place) WHERE word <> ''
$$;

-- The cases whose extract the actor may have at all, with what every group may see.
CREATE VIEW app.case_extract_base AS
  SELECT c.id, c.number, c.office_id, c.received_on, c.registered_on, c.stage, c.stage_min, c.stage_max, c.status, c.matter, c.tags, c.sealed,
    (SELECT min(s.starts_at) FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id
     WHERE h.case_id = c.id AND h.result IS NULL AND s.cancelled_at IS NULL AND s.held_on >= sec.today()) AS next_hearing_at,
    (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('code', o.code, 'labelFr', o.label_fr, 'labelEn', o.label_en)), '[]')
     FROM app.counts k JOIN app.offences o ON o.id = k.offence_id WHERE k.case_id = c.id) AS offences
  FROM app.cases c
  WHERE (c.office_id = ANY ((SELECT sec.offices_for('case:extract:read'))::uuid[])
         OR c.id = ANY ((SELECT sec.cases_for('case:extract:read'))::uuid[]))
    AND NOT c.id = ANY ((SELECT sec.excluded_cases())::uuid[])
    AND (NOT c.sealed OR c.id = ANY ((SELECT sec.named_cases())::uuid[]))
    AND c.status <> 'struck';

CREATE VIEW app.case_extracts_prison WITH (security_barrier = true) AS
  SELECT b.id, b.number, b.registered_on, b.sealed, b.office_id, b.next_hearing_at,
    b.offences
  FROM app.case_extract_base b WHERE (SELECT sec.extract_group()) = 'prison';

-- Changes of custody come with the detention titles; until then there is no column that would always be empty.
CREATE VIEW app.case_extracts_victim_support WITH (security_barrier = true) AS
  SELECT b.id, b.number, b.registered_on, b.sealed, b.next_hearing_at,
    b.offences
  FROM app.case_extract_base b WHERE (SELECT sec.extract_group()) = 'victim_support';

CREATE VIEW app.case_extracts_inspector WITH (security_barrier = true) AS
  SELECT b.id, b.number, b.registered_on, b.sealed, b.office_id, b.next_hearing_at, b.received_on, b.stage, b.stage_min, b.stage_max, b.status,
    b.matter, b.tags, b.offences,
    (SELECT coalesce(jsonb_agg(DISTINCT k.legal_text), '[]') FROM app.counts k WHERE k.case_id = b.id AND k.legal_text IS NOT NULL)
      AS legal_texts,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('initials', coalesce(app.initials(n.full_name), d.unknown_label), 'stage', d.stage)
            ORDER BY d.created_at, d.id), '[]')
     FROM app.defendants d
     LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL
     WHERE d.case_id = b.id) AS defendants
  FROM app.case_extract_base b WHERE (SELECT sec.extract_group()) = 'inspector';

GRANT SELECT ON app.case_extracts_prison, app.case_extracts_victim_support, app.case_extracts_inspector TO greffe_app;
DO $$
DECLARE t text;
BEGIN
  REVOKE ALL ON FUNCTION sec.extract_group(), app.initials(text) FROM PUBLIC;
  -- A function in a view runs with the rights of whoever asks, unlike the tables behind it.
  GRANT EXECUTE ON FUNCTION sec.extract_group(), app.initials(text) TO greffe_app;
  ALTER FUNCTION sec.extract_group() OWNER TO greffe_definer;
  ALTER FUNCTION app.initials(text) OWNER TO greffe_definer;
  FOREACH t IN ARRAY ARRAY['case_extract_base', 'case_extracts_prison', 'case_extracts_victim_support', 'case_extracts_inspector'] LOOP
    EXECUTE format('ALTER VIEW app.%I OWNER TO greffe_definer', t);
  END LOOP;
END $$;
