-- One person, several records (ruling 11): a link says that two records are one person. It starts as a hypothesis,
-- is confirmed or rejected by somebody who may, and a confirmed one can be undone. Both records always stay.
CREATE TABLE app.person_links (
  id              uuid PRIMARY KEY,
  person_a        uuid NOT NULL CONSTRAINT fk_person_links_a REFERENCES app.people (id) ON DELETE RESTRICT,
  person_b        uuid NOT NULL CONSTRAINT fk_person_links_b REFERENCES app.people (id) ON DELETE RESTRICT,
  state           text NOT NULL CONSTRAINT ck_person_links_state CHECK (state IN ('hypothesis', 'confirmed', 'rejected', 'undone')),
  -- How well the names and births agree, 0 to 100; NULL where somebody proposed it by hand.
  score           smallint CONSTRAINT ck_person_links_score CHECK (score BETWEEN 0 AND 100),
  -- Codes that say why, never names: ["name.variant", "birth.same"].
  reasons         text[] NOT NULL DEFAULT '{}',
  note            text CONSTRAINT ck_person_links_note CHECK (length(note) <= 500),
  proposed_by     uuid NOT NULL CONSTRAINT fk_person_links_proposed_by REFERENCES app.users (id) ON DELETE RESTRICT,
  proposed_at     timestamptz NOT NULL,
  decided_by      uuid CONSTRAINT fk_person_links_decided_by REFERENCES app.users (id) ON DELETE RESTRICT,
  decided_at      timestamptz,
  decision_reason text,
  undone_by       uuid CONSTRAINT fk_person_links_undone_by REFERENCES app.users (id) ON DELETE RESTRICT,
  undone_at       timestamptz,
  undo_reason     text,
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_person_links_order CHECK (person_a < person_b),
  CONSTRAINT ck_person_links_decided CHECK ((state = 'hypothesis') = (decided_by IS NULL)),
  CONSTRAINT ck_person_links_undone CHECK ((state = 'undone') = (undone_by IS NOT NULL))
);
CREATE UNIQUE INDEX uq_person_links_pair ON app.person_links (person_a, person_b) WHERE state IN ('hypothesis', 'confirmed');
CREATE INDEX ix_person_links_a ON app.person_links (person_a);
CREATE INDEX ix_person_links_b ON app.person_links (person_b);
CREATE INDEX ix_person_links_state ON app.person_links (state, id DESC);

ALTER TABLE app.person_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.person_links FORCE ROW LEVEL SECURITY;
-- A link is there only for who sees both persons, else it would tell of a hidden case. A hypothesis accuses nobody
-- yet and stays with those who decide on it.
CREATE POLICY p_person_links_read ON app.person_links FOR SELECT USING (
  (state = 'confirmed' OR (SELECT sec.has('person:link')))
  AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_a) AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_b));
CREATE POLICY p_person_links_insert ON app.person_links FOR INSERT WITH CHECK (
  (SELECT sec.has('person:link')) AND state = 'hypothesis' AND proposed_by = (SELECT sec.uid())
  AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_a) AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_b));
CREATE POLICY p_person_links_update ON app.person_links FOR UPDATE USING (
  (SELECT sec.has('person:link'))
  AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_a) AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_b));
GRANT SELECT, INSERT, UPDATE ON app.person_links TO greffe_app;
SELECT audit.attach('app.person_links');

-- May the actor write of this person at all? One who is in no case yet (just entered), or one they see. Foreign keys
-- look past row-level security: without this wall the id of a hidden person could be attached to a case of one's own,
-- and the person read from there.
CREATE FUNCTION sec.may_name_person(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- The usual answer, by one look into an index: this runs for every name and defendant of a registration.
  PERFORM 1 FROM app.defendants d WHERE d.person_id = person LIMIT 1;
  IF NOT FOUND THEN RETURN true; END IF;
  RETURN sec.has('person:read') AND EXISTS (
    SELECT 1 FROM app.defendants d
    WHERE d.person_id = person AND sec.may(d.case_id, 'case:read') AND sec.may(d.case_id, 'defendant:read'));
END $$;
CREATE POLICY p_defendants_person_insert ON app.defendants AS RESTRICTIVE FOR INSERT
  WITH CHECK (person_id IS NULL OR sec.may_name_person(person_id));
CREATE POLICY p_defendants_person_update ON app.defendants AS RESTRICTIVE FOR UPDATE
  USING (true) WITH CHECK (person_id IS NULL OR sec.may_name_person(person_id));
CREATE POLICY p_person_names_person_insert ON app.person_names AS RESTRICTIVE FOR INSERT
  WITH CHECK (sec.may_name_person(person_id));
CREATE POLICY p_person_identifiers_person_insert ON app.person_identifiers AS RESTRICTIVE FOR INSERT
  WITH CHECK (sec.may_name_person(person_id));

-- The list of defendants at one stage, newest first.
CREATE INDEX ix_defendants_stage ON app.defendants (stage, id DESC);
-- Before a new person is made: somebody with the same paper.
CREATE INDEX ix_person_identifiers_value ON app.person_identifiers (value);

-- Who may see one case, and why: it looks at what others hold, so it sees past the policies and first asks whether
-- the caller may know. It says what sec.offices_for, sec.cases_for, sec.excluded_cases and sec.named_cases say for
-- each user; a test with random holdings keeps the two equal.
CREATE FUNCTION sec.who_may_see(wanted uuid) RETURNS TABLE (
  user_id uuid, display_name text, sees boolean, why text, grant_id uuid, role text, office_id uuid, level text, valid_from date, valid_to date
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  day date := sec.today();
  of_office uuid;
  is_sealed boolean;
BEGIN
  IF NOT sec.may(wanted, 'case:access:read') THEN RETURN; END IF;
  SELECT c.office_id, c.sealed INTO of_office, is_sealed FROM app.cases c WHERE c.id = wanted;
  RETURN QUERY
  WITH held AS MATERIALIZED (
    SELECT h.user_id, h.id, h.role, h.office_id, h.valid_from, h.valid_to, rp.scope
    FROM app.role_holdings h
    JOIN sec.role_permissions rp ON rp.role = h.role AND rp.permission = 'case:read'
    JOIN app.users u ON u.id = h.user_id AND u.state = 'active'
    WHERE h.valid_from <= day AND (h.valid_to IS NULL OR h.valid_to > day)
      AND (h.role <> 'administrator' OR h.approved_by IS NOT NULL OR h.granted_by IS NULL)
  ), excluded AS MATERIALIZED (
    SELECT e.user_id, e.id, e.valid_from, e.valid_to FROM app.case_exclusions e
    WHERE e.case_id = wanted AND e.valid_from <= day AND (e.valid_to IS NULL OR e.valid_to > day)
  ), named AS MATERIALIZED (
    SELECT m.user_id, m.id, m.valid_from, m.valid_to FROM app.case_seal_members m
    WHERE m.case_id = wanted AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to > day)
  ), grounds AS MATERIALIZED (
    SELECT h.user_id, 'office' AS why, h.id, h.role, h.office_id, NULL::text AS level, h.valid_from, h.valid_to, true AS holds
    FROM held h JOIN app.office_closure oc ON oc.ancestor_id = h.office_id AND oc.descendant_id = of_office
    WHERE h.scope = 'office'
    UNION ALL
    SELECT a.user_id, 'assignment', a.id, NULL, NULL, NULL, a.valid_from, a.valid_to,
      EXISTS (SELECT 1 FROM held h WHERE h.user_id = a.user_id)
    FROM app.case_assignments a
    WHERE a.case_id = wanted AND a.valid_from <= day AND (a.valid_to IS NULL OR a.valid_to > day)
    UNION ALL
    SELECT s.user_id, 'share', s.id, NULL, NULL, s.level, s.valid_from, s.valid_to,
      EXISTS (SELECT 1 FROM held h WHERE h.user_id = s.user_id)
    FROM app.case_shares s
    WHERE s.case_id = wanted AND s.user_id IS NOT NULL AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day)
    UNION ALL
    SELECT h.user_id, 'share', s.id, h.role, s.office_id, s.level, s.valid_from, s.valid_to, true
    FROM app.case_shares s
    JOIN app.office_closure oc ON oc.descendant_id = s.office_id
    JOIN held h ON h.office_id = oc.ancestor_id AND h.scope = 'office'
    WHERE s.case_id = wanted AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day)
  ), seers AS MATERIALIZED (
    SELECT DISTINCT g.user_id FROM grounds g
    WHERE g.holds AND g.user_id NOT IN (SELECT e.user_id FROM excluded e)
      AND (NOT is_sealed OR g.user_id IN (SELECT m.user_id FROM named m))
  ), lines AS (
    SELECT g.user_id, g.why, g.id, g.role, g.office_id, g.level, g.valid_from, g.valid_to FROM grounds g
    UNION ALL SELECT m.user_id, 'seal', m.id, NULL, NULL, NULL, m.valid_from, m.valid_to FROM named m WHERE is_sealed
    UNION ALL SELECT e.user_id, 'exclusion', e.id, NULL, NULL, NULL, e.valid_from, e.valid_to FROM excluded e
  )
  SELECT l.user_id, u.display_name, l.user_id IN (SELECT s.user_id FROM seers s), l.why, l.id, l.role, l.office_id, l.level,
    l.valid_from, l.valid_to
  FROM lines l JOIN app.users u ON u.id = l.user_id
  -- Colleagues of the office who do not see the case are not listed; a grant without effect is.
  WHERE NOT (l.why = 'office' OR (l.why = 'share' AND l.office_id IS NOT NULL)) OR l.user_id IN (SELECT s.user_id FROM seers s)
  ORDER BY u.display_name, l.user_id, l.why, l.id;
END $$;

-- To whom the actor can give a case: people who work with cases in the offices where the actor gives them out, and in
-- those below the case's own. Names and roles of colleagues, nothing else of their accounts.
CREATE FUNCTION sec.case_candidates(wanted uuid) RETURNS TABLE (user_id uuid, display_name text, role text, office_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  day date := sec.today();
  given_out uuid[] := sec.offices_for('case:assign');
BEGIN
  IF NOT sec.may(wanted, 'case:assign') THEN RETURN; END IF;
  RETURN QUERY
  SELECT DISTINCT u.id, u.display_name, h.role, h.office_id
  FROM app.role_holdings h
  JOIN app.users u ON u.id = h.user_id AND u.state = 'active'
  JOIN sec.role_permissions rp ON rp.role = h.role AND rp.permission = 'case:read'
  WHERE h.valid_from <= day AND (h.valid_to IS NULL OR h.valid_to > day)
    AND (h.office_id = ANY (given_out) OR h.office_id IN (
      SELECT oc.descendant_id FROM app.cases c JOIN app.office_closure oc ON oc.ancestor_id = c.office_id WHERE c.id = wanted))
  ORDER BY u.display_name, u.id, h.role, h.office_id
  LIMIT 500;
END $$;

-- Is this somebody whom a case can be given to? Nothing else of the account is told.
CREATE FUNCTION sec.is_active_user(someone uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM app.users u WHERE u.id = someone AND u.state = 'active' AND sec.uid() IS NOT NULL)
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['may_name_person(uuid)', 'who_may_see(uuid)', 'case_candidates(uuid)', 'is_active_user(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION sec.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION sec.%s TO greffe_app', f);
    EXECUTE format('ALTER FUNCTION sec.%s OWNER TO greffe_definer', f);
  END LOOP;
END $$;

-- The sealed register (ruling 9), newest first.
CREATE INDEX ix_cases_sealed ON app.cases (registered_on DESC, id DESC) WHERE sealed;
