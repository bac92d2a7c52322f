-- Sessions of court, sittings and hearings. A session is a season of a court with a kind and a theme; a sitting is
-- one bench in one room at one time; a hearing is one case on the roll of a sitting.

CREATE TABLE app.court_sessions (
  id         uuid PRIMARY KEY,
  -- The court that sits.
  office_id  uuid NOT NULL CONSTRAINT fk_court_sessions_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  kind       text NOT NULL CONSTRAINT ck_court_sessions_kind CHECK (kind IN ('ordinary', 'special', 'mobile', 'military', 'additional')),
  label      text NOT NULL CONSTRAINT ck_court_sessions_label CHECK (length(btrim(label)) BETWEEN 1 AND 200),
  theme      text CONSTRAINT ck_court_sessions_theme CHECK (length(btrim(theme)) BETWEEN 1 AND 200),
  starts_on  date NOT NULL,
  ends_on    date NOT NULL,
  created_by uuid NOT NULL CONSTRAINT fk_court_sessions_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at timestamptz NOT NULL DEFAULT now(),
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_court_sessions_period CHECK (ends_on >= starts_on),
  -- A sitting of a session is held by the court of that session.
  CONSTRAINT uq_court_sessions_id_office UNIQUE (id, office_id)
);
CREATE INDEX ix_court_sessions_list ON app.court_sessions (office_id, starts_on DESC, id DESC);

CREATE TABLE app.sittings (
  id            uuid PRIMARY KEY,
  session_id    uuid,
  office_id     uuid NOT NULL CONSTRAINT fk_sittings_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  -- NULL where a mobile court sits in no room of the register.
  room_id       uuid CONSTRAINT fk_sittings_room REFERENCES app.rooms (id) ON DELETE RESTRICT,
  formation     text NOT NULL CONSTRAINT ck_sittings_formation CHECK (formation IN
                ('single_judge', 'correctional', 'assizes', 'criminal_chamber', 'indictment_chamber', 'appeal', 'cassation',
                 'military', 'juvenile', 'civil')),
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,
  held_on       date NOT NULL GENERATED ALWAYS AS ((starts_at AT TIME ZONE 'Africa/Bamako')::date) STORED,
  during        tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(starts_at, ends_at)) STORED,
  cancelled_at  timestamptz,
  cancel_reason text CONSTRAINT ck_sittings_cancel_reason CHECK (cancel_reason IN
                ('irregular_composition', 'security', 'strike', 'funding', 'room_unavailable', 'postponed', 'other')),
  created_by    uuid NOT NULL CONSTRAINT fk_sittings_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at    timestamptz NOT NULL DEFAULT now(),
  version       integer NOT NULL DEFAULT 1,
  CONSTRAINT fk_sittings_session FOREIGN KEY (session_id, office_id) REFERENCES app.court_sessions (id, office_id) ON DELETE RESTRICT,
  CONSTRAINT ck_sittings_period CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '24 hours'),
  CONSTRAINT ck_sittings_cancelled CHECK ((cancelled_at IS NULL) = (cancel_reason IS NULL)),
  -- One room, one sitting. It holds for sittings that nobody here may see, too: whoever books is told "taken".
  CONSTRAINT ex_sittings_room EXCLUDE USING gist (room_id WITH =, during WITH &&) WHERE (cancelled_at IS NULL)
);
CREATE INDEX ix_sittings_list ON app.sittings (office_id, starts_at, id);
CREATE INDEX ix_sittings_starts ON app.sittings (starts_at, id);
CREATE INDEX ix_sittings_session ON app.sittings (session_id) WHERE session_id IS NOT NULL;

-- The bench and those who sit with it. `during` and `active` are copied from the sitting by trigger, because an
-- exclusion constraint sees one table only.
CREATE TABLE app.sitting_judges (
  id              uuid PRIMARY KEY,
  sitting_id      uuid NOT NULL CONSTRAINT fk_sitting_judges_sitting REFERENCES app.sittings (id) ON DELETE RESTRICT,
  professional_id uuid NOT NULL CONSTRAINT fk_sitting_judges_professional REFERENCES app.professionals (id) ON DELETE RESTRICT,
  position        text NOT NULL CONSTRAINT ck_sitting_judges_position CHECK
                  (position IN ('president', 'assessor', 'prosecutor', 'clerk', 'interpreter')),
  during          tstzrange NOT NULL,
  -- False when the person left the bench or the sitting was cancelled: rows are ended, never removed.
  active          boolean NOT NULL DEFAULT true,
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ex_sitting_judges_professional EXCLUDE USING gist (professional_id WITH =, during WITH &&) WHERE (active)
);
CREATE INDEX ix_sitting_judges_sitting ON app.sitting_judges (sitting_id);

CREATE TABLE app.hearings (
  id                 uuid PRIMARY KEY,
  case_id            uuid NOT NULL CONSTRAINT fk_hearings_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  sitting_id         uuid NOT NULL CONSTRAINT fk_hearings_sitting REFERENCES app.sittings (id) ON DELETE RESTRICT,
  -- Where the clerk wants it on the roll. Neither unique nor without gaps: either would tell of cases one may not see.
  roll_position      integer CONSTRAINT ck_hearings_roll_position CHECK (roll_position BETWEEN 1 AND 9999),
  kind               text NOT NULL CONSTRAINT ck_hearings_kind CHECK (kind IN ('opening', 'trial', 'continued', 'judgment', 'remedy', 'other')),
  publicity          text NOT NULL DEFAULT 'public' CONSTRAINT ck_hearings_publicity CHECK (publicity IN ('public', 'closed')),
  closed_reason      text CONSTRAINT ck_hearings_closed_reason CHECK (closed_reason IN
                     ('public_order', 'morality', 'minor', 'victim_protection', 'witness_protection', 'state_security', 'other')),
  result             text CONSTRAINT ck_hearings_result CHECK (result IN ('heard', 'adjourned', 'reserved', 'judged', 'struck_off')),
  -- Domain notes §2.4.4, act A68.
  adjournment_reason text CONSTRAINT ck_hearings_adjournment_reason CHECK (adjournment_reason IN
                     ('accused_absent', 'lawyer_absent', 'witness_absent', 'interpreter_absent', 'expert_absent', 'not_extracted',
                      'irregular_composition', 'supplementary_investigation', 'strike', 'security', 'funding', 'other')),
  -- Act A70: when the judgment is to be given.
  deliberation_until date,
  next_hearing_id    uuid CONSTRAINT fk_hearings_next REFERENCES app.hearings (id) ON DELETE RESTRICT
                     CONSTRAINT uq_hearings_next UNIQUE,
  created_by         uuid NOT NULL CONSTRAINT fk_hearings_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at         timestamptz NOT NULL DEFAULT now(),
  version            integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_hearings_case_sitting UNIQUE (case_id, sitting_id),
  CONSTRAINT ck_hearings_closed CHECK ((publicity = 'closed') = (closed_reason IS NOT NULL)),
  CONSTRAINT ck_hearings_adjourned CHECK ((result IS NOT DISTINCT FROM 'adjourned') = (adjournment_reason IS NOT NULL)),
  CONSTRAINT ck_hearings_reserved CHECK (deliberation_until IS NULL OR result = 'reserved'),
  CONSTRAINT ck_hearings_next CHECK (next_hearing_id IS NULL OR result IN ('adjourned', 'reserved', 'heard'))
);
CREATE INDEX ix_hearings_sitting ON app.hearings (sitting_id);

-- Who is called. Victims and witnesses by their pseudonymous record only.
CREATE TABLE app.hearing_called (
  id              uuid PRIMARY KEY,
  case_id         uuid NOT NULL CONSTRAINT fk_hearing_called_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  hearing_id      uuid NOT NULL CONSTRAINT fk_hearing_called_hearing REFERENCES app.hearings (id) ON DELETE RESTRICT,
  defendant_id    uuid CONSTRAINT fk_hearing_called_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  victim_id       uuid CONSTRAINT fk_hearing_called_victim REFERENCES app.victims (id) ON DELETE RESTRICT,
  professional_id uuid CONSTRAINT fk_hearing_called_professional REFERENCES app.professionals (id) ON DELETE RESTRICT,
  -- False when the call was taken back.
  active          boolean NOT NULL DEFAULT true,
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_hearing_called_one CHECK (num_nonnulls(defendant_id, victim_id, professional_id) = 1)
);
CREATE INDEX ix_hearing_called_hearing ON app.hearing_called (hearing_id);
CREATE INDEX ix_hearing_called_defendant ON app.hearing_called (defendant_id) WHERE defendant_id IS NOT NULL;
CREATE INDEX ix_hearing_called_professional ON app.hearing_called (professional_id) WHERE professional_id IS NOT NULL;
CREATE UNIQUE INDEX uq_hearing_called_who ON app.hearing_called (hearing_id, coalesce(defendant_id, victim_id, professional_id)) WHERE active;

GRANT SELECT ON app.court_sessions, app.sittings, app.sitting_judges, app.hearings, app.hearing_called, app.defendant_lawyers TO greffe_definer;

-- A sitting lies inside its session; a session does not shrink away from its sittings.
CREATE FUNCTION app.sitting_in_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A generated column is not there yet in a BEFORE trigger, so this one runs after.
  IF NEW.session_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM app.court_sessions s WHERE s.id = NEW.session_id AND NEW.held_on BETWEEN s.starts_on AND s.ends_on
  ) THEN
    RAISE EXCEPTION 'a sitting outside its session'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_sittings_within_session', SCHEMA = 'app', TABLE = 'sittings';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION app.session_holds_sittings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM app.sittings s WHERE s.session_id = NEW.id AND s.cancelled_at IS NULL
             AND s.held_on NOT BETWEEN NEW.starts_on AND NEW.ends_on) THEN
    RAISE EXCEPTION 'a session that leaves one of its sittings outside'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_court_sessions_sittings', SCHEMA = 'app', TABLE = 'court_sessions';
  END IF;
  RETURN NULL;
END $$;
-- The bench follows its sitting: moved with it, freed when it is cancelled.
CREATE FUNCTION app.bench_of_sitting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT s.during, NEW.active AND s.cancelled_at IS NULL INTO NEW.during, NEW.active FROM app.sittings s WHERE s.id = NEW.sitting_id;
  RETURN NEW;
END $$;
CREATE FUNCTION app.bench_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE app.sitting_judges SET during = NEW.during WHERE sitting_id = NEW.id AND active;
  RETURN NULL;
END $$;
GRANT UPDATE ON app.sitting_judges TO greffe_definer;
-- No hearing before the case was in the register (an import brings what it brings and says so in its report).
CREATE FUNCTION app.hearing_after_registration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM app.cases c, app.sittings s WHERE c.id = NEW.case_id AND s.id = NEW.sitting_id
             AND s.held_on < c.registered_on AND c.origin <> 'import') THEN
    RAISE EXCEPTION 'a hearing before the registration of its case'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_hearings_after_registration', SCHEMA = 'app', TABLE = 'hearings';
  END IF;
  RETURN NEW;
END $$;

-- What a row names (defendant, victim, count, hearing…) belongs to the case that the row belongs to.
CREATE FUNCTION app.same_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE named jsonb := to_jsonb(NEW); column_name text; i integer := 0; same boolean;
BEGIN
  -- Arguments in pairs: column, table.
  WHILE i < TG_NARGS LOOP
    column_name := TG_ARGV[i];
    IF named ->> column_name IS NOT NULL THEN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM app.%I WHERE id = $1 AND case_id = $2)', TG_ARGV[i + 1])
        INTO same USING (named ->> column_name)::uuid, NEW.case_id;
      IF NOT same THEN
        RAISE EXCEPTION '% of another case', column_name
          USING ERRCODE = '23503', CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_same_case', SCHEMA = 'app', TABLE = TG_TABLE_NAME;
      END IF;
    END IF;
    i := i + 2;
  END LOOP;
  RETURN NEW;
END $$;

-- Offices in which the actor holds a permission, be it for the whole office or for assigned cases only: the calendar
-- of a court is open to everybody who works there.
CREATE FUNCTION sec.work_offices(p text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT oc.descendant_id), '{}')
  FROM sec.holdings(p) h JOIN app.office_closure oc ON oc.ancestor_id = h.office_id
$$;

-- What somebody who puts a case on the roll of a sitting must know of it, also of another court's (the assizes sit
-- on the unit's cases): when it is, where, and whether it stands. Nothing of who else is on the roll.
CREATE FUNCTION app.sitting_facts(sitting uuid)
RETURNS TABLE (id uuid, office_id uuid, held_on date, starts_at timestamptz, ends_at timestamptz, cancelled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.office_id, s.held_on, s.starts_at, s.ends_at, s.cancelled_at IS NOT NULL
  FROM app.sittings s WHERE s.id = sitting AND (sec.has('hearing:schedule') OR sec.has('hearing:record'))
$$;

-- Defendants and professionals of a hearing who are called elsewhere at the same time: who, from when to when, and
-- nothing else. A hearing of a sealed case counts only for its named people: to all others it does not exist.
CREATE FUNCTION app.hearing_clashes(hearing uuid)
RETURNS TABLE (kind text, id uuid, busy_from timestamptz, busy_to timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH this AS (
    SELECT h.id, h.case_id, h.sitting_id, s.during, s.held_on FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id
    WHERE h.id = hearing AND s.cancelled_at IS NULL AND sec.may(h.case_id, 'hearing:read')
  ), called AS (
    SELECT c.defendant_id, c.professional_id FROM this JOIN app.hearing_called c ON c.hearing_id = this.id AND c.active
  ), lawyers AS (
    SELECT c.professional_id AS id FROM called c WHERE c.professional_id IS NOT NULL
    UNION
    SELECT l.professional_id FROM this, called c JOIN app.defendant_lawyers l ON l.defendant_id = c.defendant_id
    WHERE l.valid_from <= this.held_on AND (l.valid_to IS NULL OR l.valid_to > this.held_on)
  ), elsewhere AS (
    SELECT 'defendant' AS kind, mine.defendant_id AS id, theirs.hearing_id
    FROM called mine
    JOIN app.defendants d ON d.id = mine.defendant_id AND d.person_id IS NOT NULL
    JOIN app.defendants other ON other.person_id = d.person_id
    JOIN app.hearing_called theirs ON theirs.defendant_id = other.id AND theirs.active
    UNION
    SELECT 'professional', lawyers.id, theirs.hearing_id
    FROM lawyers JOIN app.hearing_called theirs ON theirs.professional_id = lawyers.id AND theirs.active
    UNION
    SELECT 'professional', lawyers.id, theirs.hearing_id
    FROM lawyers JOIN app.defendant_lawyers l ON l.professional_id = lawyers.id
    JOIN app.hearing_called theirs ON theirs.defendant_id = l.defendant_id AND theirs.active
    JOIN this ON l.valid_from <= this.held_on AND (l.valid_to IS NULL OR l.valid_to > this.held_on)
  )
  SELECT DISTINCT e.kind, e.id, s.starts_at, s.ends_at
  FROM elsewhere e
  JOIN app.hearings h ON h.id = e.hearing_id AND (h.result IS NULL OR h.result NOT IN ('adjourned', 'struck_off'))
  JOIN app.sittings s ON s.id = h.sitting_id AND s.cancelled_at IS NULL
  JOIN app.cases c ON c.id = h.case_id AND (NOT c.sealed OR c.id = ANY (sec.named_cases()))
  JOIN this ON s.id <> this.sitting_id AND s.during && this.during
$$;

CREATE TRIGGER t_sitting_in_session AFTER INSERT OR UPDATE ON app.sittings FOR EACH ROW
  EXECUTE FUNCTION app.sitting_in_session();
CREATE TRIGGER t_session_holds_sittings AFTER UPDATE OF starts_on, ends_on ON app.court_sessions FOR EACH ROW
  EXECUTE FUNCTION app.session_holds_sittings();
CREATE TRIGGER t_bench_of_sitting BEFORE INSERT OR UPDATE ON app.sitting_judges FOR EACH ROW EXECUTE FUNCTION app.bench_of_sitting();
CREATE TRIGGER t_bench_follows AFTER UPDATE OF starts_at, ends_at, cancelled_at ON app.sittings FOR EACH ROW
  EXECUTE FUNCTION app.bench_follows();
CREATE TRIGGER t_hearing_after_registration BEFORE INSERT OR UPDATE OF sitting_id, case_id ON app.hearings FOR EACH ROW
  EXECUTE FUNCTION app.hearing_after_registration();
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.hearings FOR EACH ROW
  EXECUTE FUNCTION app.same_case('next_hearing_id', 'hearings');
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.hearing_called FOR EACH ROW
  EXECUTE FUNCTION app.same_case('hearing_id', 'hearings', 'defendant_id', 'defendants', 'victim_id', 'victims');

SELECT sec.protect_case_child('app.hearings', 'hearing:read', '{hearing:schedule,hearing:record}');
SELECT sec.protect_case_child('app.hearing_called', 'hearing:read', '{hearing:schedule,hearing:record}');
-- That a victim or witness is called is known to those who may see victims of the case.
CREATE POLICY p_hearing_called_victims ON app.hearing_called AS RESTRICTIVE
  USING (victim_id IS NULL OR EXISTS (SELECT 1 FROM app.victims v WHERE v.id = victim_id));

-- Sessions and sittings: those who work at the court, and whoever has a case on the roll.
ALTER TABLE app.sittings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.sittings FORCE ROW LEVEL SECURITY;
CREATE POLICY p_sittings_read ON app.sittings FOR SELECT USING (
  office_id = ANY ((SELECT sec.work_offices('hearing:read'))::uuid[])
  OR EXISTS (SELECT 1 FROM app.hearings h WHERE h.sitting_id = sittings.id));
ALTER TABLE app.court_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.court_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY p_court_sessions_read ON app.court_sessions FOR SELECT USING (
  office_id = ANY ((SELECT sec.work_offices('hearing:read'))::uuid[])
  OR EXISTS (SELECT 1 FROM app.sittings s JOIN app.hearings h ON h.sitting_id = s.id WHERE s.session_id = court_sessions.id));
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sittings', 'court_sessions'] LOOP
    EXECUTE format('CREATE POLICY p_%s_insert ON app.%I FOR INSERT WITH CHECK (office_id = ANY ((SELECT sec.offices_for(''hearing:schedule''))::uuid[]))', t, t);
    EXECUTE format('CREATE POLICY p_%s_update ON app.%I FOR UPDATE USING (office_id = ANY ((SELECT sec.offices_for(''hearing:schedule''))::uuid[]))', t, t);
  END LOOP;
END $$;
ALTER TABLE app.sitting_judges ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.sitting_judges FORCE ROW LEVEL SECURITY;
CREATE POLICY p_sitting_judges_read ON app.sitting_judges FOR SELECT USING (EXISTS (SELECT 1 FROM app.sittings s WHERE s.id = sitting_id));
CREATE POLICY p_sitting_judges_insert ON app.sitting_judges FOR INSERT WITH CHECK (EXISTS (SELECT 1 FROM app.sittings s
  WHERE s.id = sitting_id AND s.office_id = ANY ((SELECT sec.offices_for('hearing:schedule'))::uuid[])));
CREATE POLICY p_sitting_judges_update ON app.sitting_judges FOR UPDATE USING (EXISTS (SELECT 1 FROM app.sittings s
  WHERE s.id = sitting_id AND s.office_id = ANY ((SELECT sec.offices_for('hearing:schedule'))::uuid[])));
GRANT SELECT, INSERT, UPDATE ON app.court_sessions, app.sittings, app.sitting_judges TO greffe_app;
SELECT audit.attach(t) FROM unnest(ARRAY['app.court_sessions', 'app.sittings', 'app.sitting_judges']::regclass[]) AS t;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.sitting_in_session()', 'app.session_holds_sittings()', 'app.bench_of_sitting()', 'app.bench_follows()',
      'app.hearing_after_registration()', 'app.same_case()', 'sec.work_offices(text)', 'app.sitting_facts(uuid)', 'app.hearing_clashes(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF f !~ '\(\)$' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO greffe_app', f); END IF;
    -- Whoever makes a trigger later (migration 0050) must be able to execute its function.
    EXECUTE format('ALTER FUNCTION %s OWNER TO greffe_definer', f);
  END LOOP;
END $$;
SET ROLE greffe_definer;
GRANT EXECUTE ON FUNCTION app.same_case() TO greffe_owner;
RESET ROLE;
