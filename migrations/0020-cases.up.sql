-- The case and the people in it. A case belongs to one office at a time; everything else belongs to its case and
-- is seen by whoever sees the case and holds the permission for that kind of thing.

CREATE TABLE app.cases (
  id                 uuid PRIMARY KEY,
  -- Who answers for it now; the registering office stays with the number for ever.
  office_id          uuid NOT NULL CONSTRAINT fk_cases_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  register_office_id uuid NOT NULL CONSTRAINT fk_cases_register_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  series             text NOT NULL CONSTRAINT ck_cases_series CHECK (series ~ '^[A-Z]{1,6}$'),
  year               integer NOT NULL CONSTRAINT ck_cases_year CHECK (year BETWEEN 1900 AND 2100),
  serial             integer NOT NULL CONSTRAINT ck_cases_serial CHECK (serial > 0),
  number             text NOT NULL CONSTRAINT uq_cases_number UNIQUE,
  -- Generated ("MP c/ …"), never typed.
  title              text NOT NULL,
  matter             text NOT NULL CONSTRAINT ck_cases_matter CHECK (matter IN ('criminal', 'civil', 'land')),
  regime             text NOT NULL CONSTRAINT fk_cases_regime REFERENCES app.legal_regimes (code) ON DELETE RESTRICT,
  origin             text NOT NULL CONSTRAINT ck_cases_origin CHECK (origin IN
                     ('complaint', 'civil_party_petition', 'denunciation', 'police_record', 'force_handover',
                      'other_court', 'un_notification', 'own_initiative', 'import')),
  received_on        date NOT NULL,
  registered_on      date NOT NULL,
  facts_from         date,
  facts_to           date,
  facts_precision    text NOT NULL CONSTRAINT ck_cases_facts_precision CHECK (facts_precision IN ('day', 'month', 'year', 'estimated', 'unknown')),
  place_id           uuid CONSTRAINT fk_cases_place REFERENCES app.places (id) ON DELETE RESTRICT,
  tags               text[] NOT NULL DEFAULT '{}' CONSTRAINT ck_cases_tags CHECK (tags <@ ARRAY
                     ['terrorism', 'organised_crime', 'international_crime', 'crsv', 'emblematic', 'against_un_personnel',
                      'armed_conflict', 'cyber', 'economic', 'gender_motive', 'hate_motive']),
  responsible_id     uuid CONSTRAINT fk_cases_responsible REFERENCES app.users (id) ON DELETE RESTRICT,
  stage              text NOT NULL CONSTRAINT ck_cases_stage CHECK (stage ~ '^C\d\d$'),
  -- Derived from the defendants (domain notes §2.2): least and most advanced, and how many are ahead.
  stage_min          text,
  stage_max          text,
  ahead              integer NOT NULL DEFAULT 0,
  status             text NOT NULL CONSTRAINT ck_cases_status CHECK (status IN ('open', 'elsewhere', 'closing', 'closed', 'struck')),
  sealed             boolean NOT NULL DEFAULT false,
  struck_at          timestamptz,
  struck_by          uuid CONSTRAINT fk_cases_struck_by REFERENCES app.users (id) ON DELETE RESTRICT,
  strike_reason      text,
  created_at         timestamptz NOT NULL DEFAULT now(),
  created_by         uuid NOT NULL CONSTRAINT fk_cases_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  version            integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_cases_office_year_serial UNIQUE (register_office_id, series, year, serial),
  CONSTRAINT ck_cases_facts_period CHECK (facts_to >= facts_from),
  CONSTRAINT ck_cases_struck CHECK ((status = 'struck') = (struck_at IS NOT NULL AND struck_by IS NOT NULL AND strike_reason IS NOT NULL)),
  CONSTRAINT ck_cases_registered_after_received CHECK (registered_on >= received_on)
);
CREATE INDEX ix_cases_office_registered ON app.cases (office_id, registered_on DESC, id DESC);
CREATE INDEX ix_cases_responsible ON app.cases (responsible_id) WHERE responsible_id IS NOT NULL;
CREATE INDEX ix_cases_tags ON app.cases USING gin (tags);

-- The last number given, per office, year and series. Taken with a row lock in the registering transaction: a
-- registration that fails gives its number back, so there is no gap (US-01).
CREATE TABLE app.register_counters (
  office_id uuid NOT NULL CONSTRAINT fk_register_counters_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  series    text NOT NULL,
  year      integer NOT NULL,
  last      integer NOT NULL,
  CONSTRAINT pk_register_counters PRIMARY KEY (office_id, series, year)
);

CREATE TABLE app.case_aliases (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL CONSTRAINT fk_case_aliases_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  kind       text NOT NULL CONSTRAINT ck_case_aliases_kind CHECK (kind IN ('old_number', 'other_court', 'police', 'external', 'provisional')),
  value      text NOT NULL CONSTRAINT ck_case_aliases_value CHECK (length(value) BETWEEN 1 AND 100),
  issuer     text,
  -- Letters and digits alone, in capitals: how people type a number from memory.
  search_key text GENERATED ALWAYS AS (upper(regexp_replace(value, '[^A-Za-z0-9]', '', 'g'))) STORED,
  CONSTRAINT uq_case_aliases_value UNIQUE (case_id, kind, value)
);
CREATE INDEX ix_case_aliases_search ON app.case_aliases (search_key text_pattern_ops);

CREATE TABLE app.people (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL CONSTRAINT ck_people_kind CHECK (kind IN ('natural', 'legal')),
  sex             text NOT NULL DEFAULT 'unknown' CONSTRAINT ck_people_sex CHECK (sex IN ('female', 'male', 'unknown')),
  birth_date      date,
  birth_precision text NOT NULL DEFAULT 'unknown' CONSTRAINT ck_people_birth_precision CHECK (birth_precision IN ('day', 'month', 'year', 'estimated', 'unknown')),
  nationalities   text[] NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT now(),
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_people_birth CHECK ((birth_date IS NULL) = (birth_precision = 'unknown'))
);

-- A corrected name keeps the old one, with who and why: rows are ended, never rewritten.
CREATE TABLE app.person_names (
  id          uuid PRIMARY KEY,
  person_id   uuid NOT NULL CONSTRAINT fk_person_names_person REFERENCES app.people (id) ON DELETE RESTRICT,
  kind        text NOT NULL CONSTRAINT ck_person_names_kind CHECK (kind IN ('written', 'alias', 'nom_de_guerre', 'former')),
  full_name   text NOT NULL CONSTRAINT ck_person_names_full_name CHECK (length(btrim(full_name)) BETWEEN 1 AND 200),
  given_names text,
  family_name text,
  order_known boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  uuid NOT NULL CONSTRAINT fk_person_names_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  -- Set when another name took its place.
  replaced_by uuid CONSTRAINT fk_person_names_replaced_by REFERENCES app.person_names (id) ON DELETE RESTRICT,
  reason      text
);
CREATE INDEX ix_person_names_person ON app.person_names (person_id);
CREATE UNIQUE INDEX uq_person_names_written ON app.person_names (person_id) WHERE kind = 'written' AND replaced_by IS NULL;

CREATE TABLE app.person_identifiers (
  id        uuid PRIMARY KEY,
  person_id uuid NOT NULL CONSTRAINT fk_person_identifiers_person REFERENCES app.people (id) ON DELETE RESTRICT,
  kind      text NOT NULL CONSTRAINT ck_person_identifiers_kind CHECK (kind IN ('national_id', 'passport', 'nina', 'registration', 'external')),
  value     text NOT NULL CONSTRAINT ck_person_identifiers_value CHECK (length(value) BETWEEN 1 AND 100),
  issuer    text,
  CONSTRAINT uq_person_identifiers_value UNIQUE (person_id, kind, value)
);

CREATE TABLE app.defendants (
  id              uuid PRIMARY KEY,
  case_id         uuid NOT NULL CONSTRAINT fk_defendants_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  person_id       uuid CONSTRAINT fk_defendants_person REFERENCES app.people (id) ON DELETE RESTRICT,
  -- "X1": kept when the person is identified later.
  unknown_label   text CONSTRAINT ck_defendants_unknown_label CHECK (unknown_label ~ '^X\d{1,3}$'),
  stage           text NOT NULL CONSTRAINT ck_defendants_stage CHECK (stage ~ '^D\d\d$'),
  -- Age at the facts as declared, in years, where no date of birth is known.
  declared_age    smallint CONSTRAINT ck_defendants_declared_age CHECK (declared_age BETWEEN 0 AND 120),
  arrest_date     date,
  arrest_time     time,
  arrest_force    text CONSTRAINT ck_defendants_arrest_force CHECK (arrest_force IN
                  ('barkhane', 'minusma', 'fama', 'joint_patrol', 'police', 'gendarmerie', 'other')),
  arrest_unit     text,
  arrest_place_id uuid CONSTRAINT fk_defendants_arrest_place REFERENCES app.places (id) ON DELETE RESTRICT,
  -- How the person came before the prosecutor and what became of it, also when no charge followed.
  referred_on     date,
  referral_result text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_defendants_case_person UNIQUE (case_id, person_id),
  CONSTRAINT uq_defendants_case_label UNIQUE (case_id, unknown_label),
  CONSTRAINT ck_defendants_somebody CHECK (person_id IS NOT NULL OR unknown_label IS NOT NULL)
);
CREATE INDEX ix_defendants_person ON app.defendants (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE app.defendant_lawyers (
  id              uuid PRIMARY KEY,
  case_id         uuid NOT NULL CONSTRAINT fk_defendant_lawyers_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  defendant_id    uuid NOT NULL CONSTRAINT fk_defendant_lawyers_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  professional_id uuid NOT NULL CONSTRAINT fk_defendant_lawyers_professional REFERENCES app.professionals (id) ON DELETE RESTRICT,
  mode            text NOT NULL CONSTRAINT ck_defendant_lawyers_mode CHECK (mode IN ('chosen', 'ex_officio')),
  valid_from      date NOT NULL,
  valid_to        date,
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_defendant_lawyers_period CHECK (valid_to IS NULL OR valid_to > valid_from),
  CONSTRAINT ex_defendant_lawyers_overlap EXCLUDE USING gist
    (defendant_id WITH =, professional_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_defendant_lawyers_case ON app.defendant_lawyers (case_id);

CREATE TABLE app.counts (
  id           uuid PRIMARY KEY,
  case_id      uuid NOT NULL CONSTRAINT fk_counts_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  defendant_id uuid NOT NULL CONSTRAINT fk_counts_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  ordinal      integer NOT NULL CONSTRAINT ck_counts_ordinal CHECK (ordinal > 0),
  -- As it is characterised now; requalifications keep what it was.
  offence_id   uuid NOT NULL CONSTRAINT fk_counts_offence REFERENCES app.offences (id) ON DELETE RESTRICT,
  -- The article as it stood at the facts, as written in the file.
  legal_text   text,
  nature       text CONSTRAINT ck_counts_nature CHECK (nature IN ('crime', 'misdemeanour', 'petty_offence')),
  attempted    boolean NOT NULL DEFAULT false,
  role         text NOT NULL DEFAULT 'author' CONSTRAINT ck_counts_role CHECK (role IN ('author', 'co_author', 'accomplice', 'instigator', 'superior')),
  tags         text[] NOT NULL DEFAULT '{}',
  charged_on   date,
  withdrawn_on date,
  version      integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_counts_defendant_ordinal UNIQUE (defendant_id, ordinal)
);
CREATE INDEX ix_counts_case ON app.counts (case_id);
-- Newest cases of an offence first: keys grow with time.
CREATE INDEX ix_counts_offence ON app.counts (offence_id, case_id);

CREATE TABLE app.requalifications (
  id              uuid PRIMARY KEY,
  case_id         uuid NOT NULL CONSTRAINT fk_requalifications_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  count_id        uuid NOT NULL CONSTRAINT fk_requalifications_count REFERENCES app.counts (id) ON DELETE RESTRICT,
  from_offence_id uuid NOT NULL CONSTRAINT fk_requalifications_from REFERENCES app.offences (id) ON DELETE RESTRICT,
  to_offence_id   uuid NOT NULL CONSTRAINT fk_requalifications_to REFERENCES app.offences (id) ON DELETE RESTRICT,
  decided_on      date NOT NULL,
  reason          text,
  CONSTRAINT ck_requalifications_change CHECK (from_offence_id <> to_offence_id)
);
CREATE INDEX ix_requalifications_count ON app.requalifications (count_id);
CREATE INDEX ix_requalifications_case ON app.requalifications (case_id);

-- Victims and witnesses by pseudonym only: there is no column for the name of a natural person (ruling 15), and
-- no free text. The pseudonym is random and belongs to this case: somebody in two cases has two.
CREATE TABLE app.victims (
  id             uuid PRIMARY KEY,
  case_id        uuid NOT NULL CONSTRAINT fk_victims_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  role           text NOT NULL CONSTRAINT ck_victims_role CHECK (role IN ('victim', 'witness', 'victim_witness')),
  kind           text NOT NULL CONSTRAINT ck_victims_kind CHECK (kind IN ('natural', 'legal')),
  pseudonym      text NOT NULL CONSTRAINT ck_victims_pseudonym CHECK (pseudonym ~ '^[VW]-[0-9A-Z]{5}$'),
  legal_name     text CONSTRAINT ck_victims_legal_name CHECK (length(btrim(legal_name)) BETWEEN 1 AND 200),
  sex            text NOT NULL DEFAULT 'unknown' CONSTRAINT ck_victims_sex CHECK (sex IN ('female', 'male', 'unknown')),
  age_band       text NOT NULL DEFAULT 'unknown' CONSTRAINT ck_victims_age_band CHECK (age_band IN
                 ('0-11', '12-17', '18-24', '25-34', '35-49', '50-59', '60+', 'unknown')),
  capacity       text NOT NULL DEFAULT 'unknown' CONSTRAINT ck_victims_capacity CHECK (capacity IN
                 ('civilian', 'un_personnel', 'soldier', 'official', 'humanitarian', 'unknown')),
  crsv           boolean NOT NULL DEFAULT false,
  civil_party_on date,
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_victims_case_pseudonym UNIQUE (case_id, pseudonym),
  CONSTRAINT ck_victims_no_name CHECK ((kind = 'legal') = (legal_name IS NOT NULL))
);

-- The human timeline. The payload is typed per kind in cases/case-history.ts.
CREATE TABLE app.case_history (
  id       uuid PRIMARY KEY,
  case_id  uuid NOT NULL CONSTRAINT fk_case_history_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  actor_id uuid NOT NULL CONSTRAINT fk_case_history_actor REFERENCES app.users (id) ON DELETE RESTRICT,
  payload  jsonb NOT NULL
);
CREATE INDEX ix_case_history_case ON app.case_history (case_id, at DESC, id DESC);

-- Who may see one case beside the office: assignment, share. Who may not: exclusion. Who alone may: seal.
CREATE TABLE app.case_assignments (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL CONSTRAINT fk_case_assignments_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  user_id    uuid NOT NULL CONSTRAINT fk_case_assignments_user REFERENCES app.users (id) ON DELETE RESTRICT,
  valid_from date NOT NULL,
  valid_to   date,
  granted_by uuid NOT NULL CONSTRAINT fk_case_assignments_granted_by REFERENCES app.users (id) ON DELETE RESTRICT,
  ended_by   uuid CONSTRAINT fk_case_assignments_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  reason     text,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_case_assignments_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_case_assignments_overlap EXCLUDE USING gist (case_id WITH =, user_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_case_assignments_user ON app.case_assignments (user_id, case_id);

CREATE TABLE app.case_shares (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL CONSTRAINT fk_case_shares_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  user_id    uuid CONSTRAINT fk_case_shares_user REFERENCES app.users (id) ON DELETE RESTRICT,
  office_id  uuid CONSTRAINT fk_case_shares_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  level      text NOT NULL CONSTRAINT ck_case_shares_level CHECK (level IN ('read', 'write')),
  valid_from date NOT NULL,
  valid_to   date,
  granted_by uuid NOT NULL CONSTRAINT fk_case_shares_granted_by REFERENCES app.users (id) ON DELETE RESTRICT,
  ended_by   uuid CONSTRAINT fk_case_shares_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  reason     text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_case_shares_one CHECK ((user_id IS NULL) <> (office_id IS NULL)),
  CONSTRAINT ck_case_shares_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX ix_case_shares_case ON app.case_shares (case_id);
CREATE INDEX ix_case_shares_user ON app.case_shares (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_case_shares_office ON app.case_shares (office_id) WHERE office_id IS NOT NULL;

CREATE TABLE app.case_exclusions (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL CONSTRAINT fk_case_exclusions_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  user_id    uuid NOT NULL CONSTRAINT fk_case_exclusions_user REFERENCES app.users (id) ON DELETE RESTRICT,
  valid_from date NOT NULL,
  valid_to   date,
  granted_by uuid NOT NULL CONSTRAINT fk_case_exclusions_granted_by REFERENCES app.users (id) ON DELETE RESTRICT,
  ended_by   uuid CONSTRAINT fk_case_exclusions_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  reason     text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_case_exclusions_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX ix_case_exclusions_user ON app.case_exclusions (user_id);
CREATE INDEX ix_case_exclusions_case ON app.case_exclusions (case_id);

-- The named of a sealed case.
CREATE TABLE app.case_seal_members (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL CONSTRAINT fk_case_seal_members_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  user_id    uuid NOT NULL CONSTRAINT fk_case_seal_members_user REFERENCES app.users (id) ON DELETE RESTRICT,
  valid_from date NOT NULL,
  valid_to   date,
  granted_by uuid NOT NULL CONSTRAINT fk_case_seal_members_granted_by REFERENCES app.users (id) ON DELETE RESTRICT,
  ended_by   uuid CONSTRAINT fk_case_seal_members_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  reason     text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_case_seal_members_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_case_seal_members_overlap EXCLUDE USING gist (case_id WITH =, user_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_case_seal_members_user ON app.case_seal_members (user_id);

CREATE TRIGGER t_forget_rights AFTER INSERT OR UPDATE ON app.case_assignments FOR EACH STATEMENT EXECUTE FUNCTION sec.forget_rights();
CREATE TRIGGER t_forget_rights AFTER INSERT OR UPDATE ON app.case_shares FOR EACH STATEMENT EXECUTE FUNCTION sec.forget_rights();

GRANT SELECT ON app.cases, app.case_aliases, app.people, app.person_names, app.person_identifiers, app.defendants,
  app.counts, app.victims, app.case_assignments, app.case_shares, app.case_exclusions, app.case_seal_members TO greffe_definer;

-- Single cases in which the actor holds any of some permissions: assigned today, or shared (a read share carries
-- reads only).
CREATE FUNCTION sec.cases_for_any(list text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  question text := sec.question('c', list);
  answer text := sec.kept(question);
  me uuid;
  day date := (now() AT TIME ZONE 'Africa/Bamako')::date;
  -- Who else may see a case, and whether its registration stands, is decided by those it belongs to, never by a guest.
  at_home text[] := '{case:assign,case:share,case:seal,case:exclude,case:strike}';
BEGIN
  IF answer IS NOT NULL THEN RETURN answer; END IF;
  me := sec.uid();
  -- Most people were given no single case, and most offices none: two look-ups say so.
  IF NOT EXISTS (SELECT 1 FROM app.case_assignments a WHERE a.user_id = me)
    AND NOT EXISTS (SELECT 1 FROM app.case_shares s WHERE s.user_id = me)
    AND NOT EXISTS (SELECT 1 FROM app.case_shares s WHERE s.office_id = ANY (sec.offices_for_any(list)))
  THEN
    PERFORM sec.keep(question, '{}');
    RETURN '{}';
  END IF;
  answer := (
    WITH held AS MATERIALIZED (SELECT * FROM sec.holdings_any(list))
    SELECT coalesce(array_agg(DISTINCT x.case_id), '{}') FROM (
      SELECT a.case_id FROM app.case_assignments a
        WHERE EXISTS (SELECT 1 FROM held) AND a.user_id = me AND a.valid_from <= day AND (a.valid_to IS NULL OR a.valid_to > day)
      UNION ALL
      SELECT s.case_id FROM app.case_shares s
        WHERE s.user_id = me AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day)
          AND EXISTS (SELECT 1 FROM held h JOIN sec.permissions k ON k.code = h.permission WHERE k.reads OR (s.level = 'write' AND k.code <> ALL (at_home)))
      UNION ALL
      SELECT s.case_id FROM held h
        JOIN app.office_closure oc ON oc.ancestor_id = h.office_id
        JOIN app.case_shares s ON s.office_id = oc.descendant_id
        JOIN sec.permissions k ON k.code = h.permission
        WHERE h.scope = 'office' AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to > day) AND (k.reads OR (s.level = 'write' AND k.code <> ALL (at_home)))
    ) x);
  PERFORM sec.keep(question, answer);
  RETURN answer;
END $$;
CREATE FUNCTION sec.cases_for(p text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN sec.cases_for_any(ARRAY[p]);
END $$;
CREATE FUNCTION sec.excluded_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE day date := (now() AT TIME ZONE 'Africa/Bamako')::date;
BEGIN
  RETURN (SELECT coalesce(array_agg(e.case_id), '{}') FROM app.case_exclusions e
          WHERE e.user_id = sec.uid() AND e.valid_from <= day AND (e.valid_to IS NULL OR e.valid_to > day));
END $$;
CREATE FUNCTION sec.named_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE day date := (now() AT TIME ZONE 'Africa/Bamako')::date;
BEGIN
  RETURN (SELECT coalesce(array_agg(m.case_id), '{}') FROM app.case_seal_members m
          WHERE m.user_id = sec.uid() AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to > day));
END $$;
-- May the actor do this in this case? What commands ask before they write; the policies below ask it again.
CREATE FUNCTION sec.may(case_id uuid, p text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE c record;
BEGIN
  SELECT k.office_id, k.sealed INTO c FROM app.cases k WHERE k.id = may.case_id;
  RETURN FOUND
    AND (c.office_id = ANY (sec.offices_for(p)) OR may.case_id = ANY (sec.cases_for(p)))
    AND NOT may.case_id = ANY (sec.excluded_cases())
    AND (NOT c.sealed OR may.case_id = ANY (sec.named_cases()));
END $$;
CREATE FUNCTION sec.may_see_case(case_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.may(case_id, 'case:read')
$$;

-- Policies of a table whose rows belong to a case: read with one permission, write with any of a list.
CREATE FUNCTION sec.protect_case_child(child regclass, reading text, writing text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = child);
  sees text := format($$EXISTS (SELECT 1 FROM app.cases c WHERE c.id = case_id AND (
    c.office_id = ANY ((SELECT sec.offices_for_any(ARRAY[%1$L]))::uuid[]) OR c.id = ANY ((SELECT sec.cases_for_any(ARRAY[%1$L]))::uuid[])))$$, reading);
  writes text := format($$EXISTS (SELECT 1 FROM app.cases c WHERE c.id = case_id AND (
    c.office_id = ANY ((SELECT sec.offices_for_any(%1$L))::uuid[]) OR c.id = ANY ((SELECT sec.cases_for_any(%1$L))::uuid[])))$$, writing);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', child);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', child);
  EXECUTE format('CREATE POLICY %I ON %s FOR SELECT USING (%s)', 'p_' || name || '_read', child, sees);
  EXECUTE format('CREATE POLICY %I ON %s FOR INSERT WITH CHECK (%s)', 'p_' || name || '_insert', child, writes);
  EXECUTE format('CREATE POLICY %I ON %s FOR UPDATE USING (%s)', 'p_' || name || '_update', child, writes);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO greffe_app', child);
  PERFORM audit.attach(child);
END $f$;
REVOKE ALL ON FUNCTION sec.protect_case_child(regclass, text, text[]) FROM PUBLIC;

ALTER TABLE app.cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.cases FORCE ROW LEVEL SECURITY;
CREATE POLICY p_cases_read ON app.cases FOR SELECT USING (
  office_id = ANY ((SELECT sec.offices_for_any('{case:read}'))::uuid[]) OR id = ANY ((SELECT sec.cases_for_any('{case:read}'))::uuid[]));
CREATE POLICY p_cases_register ON app.cases FOR INSERT WITH CHECK (
  office_id = ANY ((SELECT sec.offices_for('case:register'))::uuid[]) AND register_office_id = office_id AND NOT sealed);
CREATE POLICY p_cases_change ON app.cases FOR UPDATE USING (
  office_id = ANY ((SELECT sec.offices_for_any('{case:update,case:move,case:strike,case:seal,case:assign,defendant:move}'))::uuid[])
  OR id = ANY ((SELECT sec.cases_for_any('{case:update,case:move,case:strike,case:seal,case:assign,defendant:move}'))::uuid[]));
-- Two walls that no grant opens: a sealed case is there for its named people only; an excluded person sees nothing.
CREATE POLICY p_cases_sealed ON app.cases AS RESTRICTIVE USING (NOT sealed OR id = ANY ((SELECT sec.named_cases())::uuid[]));
CREATE POLICY p_cases_excluded ON app.cases AS RESTRICTIVE USING (NOT id = ANY ((SELECT sec.excluded_cases())::uuid[]));
GRANT SELECT, INSERT, UPDATE ON app.cases TO greffe_app;
SELECT audit.attach('app.cases');

ALTER TABLE app.register_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.register_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY p_register_counters ON app.register_counters USING (office_id = ANY ((SELECT sec.offices_for('case:register'))::uuid[]));
GRANT SELECT, INSERT, UPDATE ON app.register_counters TO greffe_app;
SELECT audit.attach('app.register_counters', NULL, 'office_id,series,year');

SELECT sec.protect_case_child('app.case_aliases', 'case:read', '{case:register,case:update}');
SELECT sec.protect_case_child('app.defendants', 'defendant:read', '{case:register,defendant:write,defendant:move}');
SELECT sec.protect_case_child('app.defendant_lawyers', 'defendant:read', '{case:register,defendant:write}');
SELECT sec.protect_case_child('app.counts', 'count:read', '{case:register,count:write,outcome:record}');
SELECT sec.protect_case_child('app.requalifications', 'count:read', '{count:write,outcome:record}');
SELECT sec.protect_case_child('app.victims', 'victim:read', '{case:register,victim:write}');
SELECT sec.protect_case_child('app.case_history', 'case:history:read',
  '{case:register,case:update,case:move,case:strike,case:assign,case:share,case:seal,case:exclude,defendant:write,defendant:move,count:write,victim:write,hearing:schedule,hearing:record,outcome:record,remedy:record,person:write,person:link}');
REVOKE UPDATE ON app.case_history FROM greffe_app;
SELECT sec.protect_case_child('app.case_assignments', 'case:access:read', '{case:assign}');
SELECT sec.protect_case_child('app.case_shares', 'case:access:read', '{case:share,case:seal}');
SELECT sec.protect_case_child('app.case_exclusions', 'case:access:read', '{case:exclude}');
SELECT sec.protect_case_child('app.case_seal_members', 'case:access:read', '{case:seal}');

-- A person is seen through the cases in which they are a defendant (ruling 11): one record, many cases.
ALTER TABLE app.people ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.people FORCE ROW LEVEL SECURITY;
CREATE POLICY p_people_read ON app.people FOR SELECT USING (
  (SELECT sec.has('person:read')) AND EXISTS (SELECT 1 FROM app.defendants d WHERE d.person_id = people.id));
CREATE POLICY p_people_insert ON app.people FOR INSERT WITH CHECK ((SELECT sec.has('case:register')) OR (SELECT sec.has('person:write')));
CREATE POLICY p_people_update ON app.people FOR UPDATE USING (
  (SELECT sec.has('person:write')) AND EXISTS (SELECT 1 FROM app.defendants d WHERE d.person_id = people.id));
GRANT SELECT, INSERT, UPDATE ON app.people TO greffe_app;
SELECT audit.attach('app.people');
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['person_names', 'person_identifiers'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON app.%I FOR SELECT USING (EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_id))', 'p_' || t || '_read', t);
    EXECUTE format('CREATE POLICY %I ON app.%I FOR INSERT WITH CHECK ((SELECT sec.has(''case:register'')) OR (SELECT sec.has(''person:write'')))', 'p_' || t || '_insert', t);
    EXECUTE format('CREATE POLICY %I ON app.%I FOR UPDATE USING ((SELECT sec.has(''person:write'')) AND EXISTS (SELECT 1 FROM app.people p WHERE p.id = person_id))', 'p_' || t || '_update', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO greffe_app', t);
    PERFORM audit.attach(('app.' || t)::regclass);
  END LOOP;
END $$;

-- A sealed case's number and owner, for the registrar-in-chief alone (ruling 9): the gap in the register explained.
CREATE VIEW app.sealed_register WITH (security_barrier = true) AS
  SELECT c.id, c.number, c.registered_on, c.office_id, o.name_fr AS office_name_fr, o.name_en AS office_name_en
  FROM app.cases c JOIN app.offices o ON o.id = c.office_id
  WHERE c.sealed AND c.register_office_id = ANY ((SELECT sec.offices_for('sealed-register:read'))::uuid[]);
GRANT SELECT ON app.sealed_register TO greffe_app;
GRANT CREATE ON SCHEMA app TO greffe_definer;
ALTER VIEW app.sealed_register OWNER TO greffe_definer;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['cases_for(text)', 'excluded_cases()', 'named_cases()', 'cases_for_any(text[])',
      'may(uuid, text)', 'may_see_case(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION sec.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION sec.%s TO greffe_app, greffe_audit', f);
    EXECUTE format('ALTER FUNCTION sec.%s OWNER TO greffe_definer', f);
  END LOOP;
END $$;
