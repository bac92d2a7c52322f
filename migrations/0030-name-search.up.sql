-- Finding people by name (issue: trigrams alone took 2.0 s in 2.5 million names).
-- A small dictionary of name words, and an index of which person bears which word and which pair of words, kept
-- apart by the office of the case. A common name is found through its pair ("moussa" and "traore" together), so the
-- work does not grow with how common each word is; a query reads the entries of the caller's own offices only, so
-- that it does not grow, nor slow down, with what other offices hold.
--
-- Both tables are derived from app.person_names: no uuid keys, no version, no audit trigger. The runtime role has no
-- right on them; it goes through sec.index_names and sec.search_people.

CREATE TABLE app.name_tokens (
  id       integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_name_tokens PRIMARY KEY,
  -- One word, lower case, without accents, compounds in one spelling (src/people/names/parse-name.ts).
  token    text NOT NULL CONSTRAINT uq_name_tokens_token UNIQUE
           CONSTRAINT ck_name_tokens_token CHECK (length(token) BETWEEN 1 AND 40),
  -- Keys of src/people/names/phonetic.ts; empty where a word has none.
  sound    text NOT NULL,
  skeleton text NOT NULL
);
CREATE INDEX ix_name_tokens_sound ON app.name_tokens (sound);
CREATE INDEX ix_name_tokens_skeleton ON app.name_tokens (skeleton);
CREATE INDEX ix_name_tokens_trigrams ON app.name_tokens USING gin (token public.gin_trgm_ops);

CREATE TABLE app.name_index (
  -- A pair of words with the smaller id first, or one word with second = 0.
  first     integer NOT NULL,
  second    integer NOT NULL,
  -- app.office_key of the office of a case the person is a defendant in; 0 while there is none.
  office    integer NOT NULL,
  -- Distinct words of all names of the person.
  words     smallint NOT NULL,
  -- Year of birth, so that namesakes need not be looked up one by one.
  born      smallint,
  person_id uuid NOT NULL
);
-- No unique key: without person_id PostgreSQL keeps equal keys once, which makes this index a quarter of the size.
CREATE INDEX ix_name_index_pair ON app.name_index (first, second, office, words);
CREATE INDEX ix_name_index_person ON app.name_index (person_id);

ALTER TABLE app.name_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.name_tokens FORCE ROW LEVEL SECURITY;
ALTER TABLE app.name_index ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.name_index FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON app.name_tokens TO greffe_definer;
GRANT SELECT, INSERT, UPDATE ON app.name_index TO greffe_definer;

-- The last 32 bits of an office's id (random in a uuid v7). Two offices with one key only cost time: whether a person
-- may be seen is decided on the case itself.
CREATE FUNCTION app.office_key(office uuid) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT ('x' || right(office::text, 8))::bit(32)::integer
$$;
GRANT EXECUTE ON FUNCTION app.office_key(uuid) TO greffe_definer;

-- Enters the words of names: one row of the four lists per person and word, called once per transaction where it can
-- be (the words are inserted in order, so that two transactions wait for each other and do not lock each other up).
-- May be repeated. Persons who are unknown are passed over.
CREATE FUNCTION sec.index_names(persons uuid[], tokens text[], sounds text[], skeletons text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO app.name_tokens (token, sound, skeleton)
    SELECT DISTINCT ON (t.token) t.token, t.sound, t.skeleton
    FROM unnest(tokens, sounds, skeletons) AS t(token, sound, skeleton)
    WHERE NOT EXISTS (SELECT 1 FROM app.name_tokens k WHERE k.token = t.token)
    ORDER BY t.token
    ON CONFLICT DO NOTHING;
  INSERT INTO app.name_index (first, second, office, words, born, person_id)
    WITH borne AS (
      SELECT t.person_id, k.id FROM unnest(persons, tokens) AS t(person_id, token)
        JOIN app.name_tokens k ON k.token = t.token
      UNION
      SELECT n.person_id, n.first FROM app.name_index n WHERE n.person_id = ANY (persons) AND n.second = 0
    ), bearers AS (
      -- Someone with a dozen aliases is found by the words of the first twelve entered.
      SELECT b.person_id, (array_agg(b.id ORDER BY b.id))[1:12] AS ids FROM borne b GROUP BY b.person_id
    )
    SELECT x.id, y.id, o.office, cardinality(b.ids), date_part('year', p.birth_date), b.person_id
    FROM bearers b
    JOIN app.people p ON p.id = b.person_id
    -- What is there is read person by person: looked up by word, "moussa" alone would be a hundred thousand entries.
    CROSS JOIN LATERAL (
      SELECT array_agg(n.first) AS firsts, array_agg(n.second) AS seconds, array_agg(n.office) AS offices
      FROM app.name_index n WHERE n.person_id = b.person_id
    ) there
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(DISTINCT app.office_key(c.office_id)), '{0}') AS keys
      FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.person_id = b.person_id
    ) seat
    CROSS JOIN LATERAL unnest(seat.keys) AS o(office)
    CROSS JOIN LATERAL unnest(b.ids) AS x(id)
    CROSS JOIN LATERAL (SELECT u.id FROM unnest(b.ids) AS u(id) WHERE u.id > x.id UNION ALL SELECT 0) y
    WHERE NOT EXISTS (
      SELECT 1 FROM unnest(there.firsts, there.seconds, there.offices) AS t(first, second, office)
      WHERE t.first = x.id AND t.second = y.id AND t.office = o.office
    );
END $$;
REVOKE ALL ON FUNCTION sec.index_names(uuid[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.index_names(uuid[], text[], text[], text[]) TO greffe_app, greffe_owner;
ALTER FUNCTION sec.index_names(uuid[], text[], text[], text[]) OWNER TO greffe_definer;

-- Makes a person who is indexed already findable in one more office.
CREATE FUNCTION app.enter_names(person uuid, into_office integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO app.name_index (first, second, office, words, born, person_id)
    SELECT DISTINCT n.first, n.second, into_office, n.words, n.born, n.person_id FROM app.name_index n
    WHERE n.person_id = person
      AND NOT EXISTS (SELECT 1 FROM app.name_index x WHERE x.person_id = person AND x.office = into_office)
$$;
REVOKE ALL ON FUNCTION app.enter_names(uuid, integer) FROM PUBLIC;
ALTER FUNCTION app.enter_names(uuid, integer) OWNER TO greffe_definer;

-- A person who becomes a defendant in a case of another office, or is found out to be its X1, is found there from
-- then on. Entries of an office the person has no case in any more do no harm: they are candidates only.
CREATE FUNCTION app.index_defendant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.enter_names(NEW.person_id, app.office_key(c.office_id)) FROM app.cases c WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.index_defendant() FROM PUBLIC;
CREATE TRIGGER t_name_index_defendant AFTER INSERT OR UPDATE OF person_id ON app.defendants
  FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION app.index_defendant();
ALTER FUNCTION app.index_defendant() OWNER TO greffe_definer;

-- The same when a case is transferred.
CREATE FUNCTION app.index_moved_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.enter_names(d.person_id, app.office_key(NEW.office_id)) FROM app.defendants d
    WHERE d.case_id = NEW.id AND d.person_id IS NOT NULL;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.index_moved_case() FROM PUBLIC;
CREATE TRIGGER t_name_index_case_moved AFTER UPDATE OF office_id ON app.cases
  FOR EACH ROW WHEN (OLD.office_id IS DISTINCT FROM NEW.office_id) EXECUTE FUNCTION app.index_moved_case();
ALTER FUNCTION app.index_moved_case() OWNER TO greffe_definer;

-- The same when a date of birth is corrected.
CREATE FUNCTION app.index_birth() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE app.name_index SET born = date_part('year', NEW.birth_date) WHERE person_id = NEW.id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.index_birth() FROM PUBLIC;
CREATE TRIGGER t_name_index_birth AFTER UPDATE OF birth_date ON app.people
  FOR EACH ROW WHEN (OLD.birth_date IS DISTINCT FROM NEW.birth_date) EXECUTE FUNCTION app.index_birth();
ALTER FUNCTION app.index_birth() OWNER TO greffe_definer;

-- The names, past ones too, of persons of visible cases who may be meant: never more than `want` persons, nor than a
-- hundred. `positions, kinds, vals, costs` are the ways to find each word of the query
-- (src/people/names/search-keys.ts), `range_born` the years to look in first. Consonants and trigrams are tried only
-- where the near ways found little among what the caller may see.
-- The settings keep every step an index look-up, whatever the statistics of a young database say, and the plan made
-- once per connection: making it takes longer than the search.
CREATE FUNCTION sec.search_people(
  positions integer[], kinds text[], vals text[], costs integer[], want integer, range_born int4range
) RETURNS TABLE (
  person_id uuid, kind text, sex text, birth_date text, birth_precision text, name_kind text, full_name text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  -- What p_people_read, p_defendants_read, p_cases_read and the two walls of app.cases say; a test holds them equal.
  case_offices      uuid[] := sec.offices_for('case:read');
  case_singles      uuid[] := sec.cases_for('case:read');
  defendant_offices uuid[] := sec.offices_for('defendant:read');
  defendant_singles uuid[] := sec.cases_for('defendant:read');
  excluded          uuid[] := sec.excluded_cases();
  named             uuid[] := sec.named_cases();
  office_keys    integer[] := ARRAY(SELECT DISTINCT app.office_key(o) FROM unnest(defendant_offices) AS o);
  -- The people of single cases one was given, whatever their office.
  singles           uuid[] := ARRAY(SELECT DISTINCT d.person_id FROM unnest(defendant_singles) AS c(id)
                                    JOIN app.defendants d ON d.case_id = c.id WHERE d.person_id IS NOT NULL);
  asked            integer := (SELECT max(p) FROM unnest(positions) AS p);
  most             integer := least(want, 100);
  found_ids         uuid[];
BEGIN
  IF NOT sec.has('person:read') THEN RETURN; END IF;
  FOR pass IN 1..2 LOOP
    found_ids := ARRAY(
      WITH keys AS MATERIALIZED (
        SELECT * FROM unnest(positions, kinds, vals, costs) AS k(pos, kind, val, cost)
      ), known AS MATERIALIZED (
        SELECT k.pos, k.kind, t.id, k.cost FROM keys k JOIN app.name_tokens t ON t.token = k.val WHERE k.kind IN ('token', 'half')
      ), ways AS (
        SELECT k.pos, k.id, k.cost FROM known k
          WHERE k.kind = 'token' OR NOT EXISTS (SELECT 1 FROM known e WHERE e.pos = k.pos AND e.cost = 0)
        UNION ALL
        SELECT k.pos, t.id, k.cost FROM keys k JOIN app.name_tokens t ON t.sound = k.val WHERE k.kind = 'sound'
        UNION ALL
        SELECT k.pos, t.id, k.cost FROM keys k JOIN app.name_tokens t ON t.skeleton = k.val WHERE pass = 2 AND k.kind = 'skeleton'
        UNION ALL
        SELECT k.pos, t.id, (12 - 6 * public.similarity(t.token, k.val))::integer
          FROM keys k JOIN app.name_tokens t ON t.token OPERATOR(public.%) k.val WHERE pass = 2 AND k.kind = 'token' AND k.cost = 0
      ), hits AS MATERIALIZED (
        -- Bounded: the nearest words of the dictionary for each word of the query.
        SELECT h.pos, h.id, h.cost FROM (
          SELECT w.pos, w.id, min(w.cost) AS cost, row_number() OVER (PARTITION BY w.pos ORDER BY min(w.cost), w.id) AS place
          FROM ways w GROUP BY w.pos, w.id
        ) h WHERE h.place <= CASE WHEN asked < 3 THEN 64 ELSE 24 END
      ), own AS MATERIALIZED (
        SELECT n.person_id, n.first, n.second, n.words FROM app.name_index n WHERE n.person_id = ANY (singles)
      ), slots AS (
        SELECT i, j FROM generate_series(1, asked) AS i, generate_series(1, asked) AS j WHERE i < j
        UNION ALL SELECT 1, 0 WHERE asked = 1
      ), passes (no, at_least, most) AS (
        -- Names that can hold all words asked for, then any, then those born in the years asked for.
        SELECT 1, asked, 500 WHERE asked > 2
        UNION ALL SELECT 2, 1, CASE WHEN asked > 2 THEN 100 ELSE 300 END
        UNION ALL SELECT 3, 1, 60 WHERE asked < 3 AND range_born IS NOT NULL
      ), found AS (
        SELECT s.i, s.j, f.* FROM slots s CROSS JOIN passes p CROSS JOIN LATERAL (
          SELECT n.person_id, n.words, c.cost FROM (
            SELECT * FROM (
              SELECT least(x.id, y.id) AS first, greatest(x.id, y.id) AS second, x.cost + y.cost AS cost
                FROM hits x, hits y WHERE x.pos = s.i AND y.pos = s.j AND x.id <> y.id
              UNION ALL SELECT x.id, 0, x.cost FROM hits x WHERE s.j = 0 AND x.pos = s.i
            ) q ORDER BY q.cost LIMIT 256
          ) c CROSS JOIN LATERAL (
            SELECT e.person_id, e.words FROM app.name_index e
            WHERE e.first = c.first AND e.second = c.second AND e.office = ANY (office_keys) AND e.words >= p.at_least
              AND (p.no < 3 OR range_born @> e.born::integer)
            LIMIT 300
          ) n LIMIT p.most
        ) f
        UNION ALL
        SELECT least(x.pos, coalesce(y.pos, x.pos)), CASE WHEN asked = 1 THEN 0 ELSE greatest(x.pos, y.pos) END,
          e.person_id, e.words, x.cost + coalesce(y.cost, 0)
        FROM own e JOIN hits x ON x.id = e.first LEFT JOIN hits y ON y.id = e.second
        WHERE CASE WHEN asked = 1 THEN e.second = 0 ELSE x.pos <> y.pos END
      )
      SELECT r.person_id FROM (
        SELECT f.person_id, count(DISTINCT f.i * 10 + f.j) AS covered, min(f.cost) AS cost, min(f.words) AS words
        FROM found f GROUP BY f.person_id ORDER BY covered DESC, cost, abs(min(f.words) - asked), f.person_id OFFSET 0
      ) r
      WHERE EXISTS (
        SELECT 1 FROM app.defendants d JOIN app.cases c ON c.id = d.case_id
        WHERE d.person_id = r.person_id
          AND (c.office_id = ANY (case_offices) OR c.id = ANY (case_singles))
          AND (c.office_id = ANY (defendant_offices) OR c.id = ANY (defendant_singles))
          AND NOT c.id = ANY (excluded) AND (NOT c.sealed OR c.id = ANY (named))
      )
      LIMIT most
    );
    EXIT WHEN cardinality(found_ids) >= least(most, 10);
  END LOOP;
  RETURN QUERY
    SELECT p.id, p.kind, p.sex, p.birth_date::text, p.birth_precision,
      CASE WHEN n.replaced_by IS NULL THEN n.kind ELSE 'former' END, n.full_name
    FROM app.people p JOIN app.person_names n ON n.person_id = p.id
    WHERE p.id = ANY (found_ids);
END $$;
REVOKE ALL ON FUNCTION sec.search_people(integer[], text[], text[], integer[], integer, int4range) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.search_people(integer[], text[], text[], integer[], integer, int4range) TO greffe_app;
ALTER FUNCTION sec.search_people(integer[], text[], text[], integer[], integer, int4range) OWNER TO greffe_definer;
