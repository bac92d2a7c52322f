-- Bringing in what other registers hold: one row per import, its files until it is done, what was found wrong, and
-- which record of the source became which of ours. The last makes a second run, or a run after a kill, add nothing.

CREATE TABLE app.imports (
  id              uuid PRIMARY KEY,
  -- The cases come into this office.
  office_id       uuid NOT NULL CONSTRAINT fk_imports_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  profile         text NOT NULL CONSTRAINT ck_imports_profile CHECK (profile ~ '^[a-z][a-z0-9-]{0,62}$'),
  -- The profile as it was read at the check: the run uses this text, whatever becomes of the file.
  profile_body    jsonb NOT NULL,
  state           text NOT NULL CONSTRAINT ck_imports_state CHECK (state IN ('checked', 'running', 'done', 'failed')),
  -- Records in the source by kind, as the check counted them.
  found           jsonb NOT NULL,
  -- Records made by the run, by kind.
  made            jsonb NOT NULL DEFAULT '{}',
  cases_total     integer NOT NULL,
  -- Cases that an earlier import had already made, and cases with an error, which stay out.
  cases_known     integer NOT NULL,
  cases_refused   integer NOT NULL,
  -- Progress: how many of cases_total the run has come past.
  cases_done      integer NOT NULL DEFAULT 0,
  errors          integer NOT NULL,
  warnings        integer NOT NULL,
  -- Code of what stopped a failed run.
  failure         text,
  started_by      uuid NOT NULL CONSTRAINT fk_imports_started_by REFERENCES app.users (id) ON DELETE RESTRICT,
  -- The scopes of the key it was started with: a run taken up again has no more rights than it began with.
  scopes          text NOT NULL DEFAULT '*',
  created_at      timestamptz NOT NULL,
  run_at          timestamptz,
  finished_at     timestamptz,
  version         integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_imports_progress CHECK (cases_done BETWEEN 0 AND cases_total),
  CONSTRAINT ck_imports_failed CHECK ((state = 'failed') = (failure IS NOT NULL))
);
CREATE INDEX ix_imports_office ON app.imports (office_id, id DESC);
CREATE INDEX ix_imports_running ON app.imports (id) WHERE state = 'running';

CREATE TABLE app.import_files (
  id        uuid PRIMARY KEY,
  import_id uuid NOT NULL CONSTRAINT fk_import_files_import REFERENCES app.imports (id) ON DELETE RESTRICT,
  name      text NOT NULL CONSTRAINT ck_import_files_name CHECK (length(name) BETWEEN 1 AND 200),
  bytes     bigint NOT NULL,
  -- SHA-256 of the file as it was sent.
  sha256    bytea NOT NULL CONSTRAINT ck_import_files_sha256 CHECK (octet_length(sha256) = 32),
  -- Gzipped; emptied when the import is done, since the records are then in the register.
  content   bytea,
  version   integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_import_files_name UNIQUE (import_id, name)
);

-- The report: one line per row of the source with something to say about it.
CREATE TABLE app.import_problems (
  id          uuid PRIMARY KEY,
  import_id   uuid NOT NULL CONSTRAINT fk_import_problems_import REFERENCES app.imports (id) ON DELETE RESTRICT,
  seq         integer NOT NULL,
  phase       text NOT NULL CONSTRAINT ck_import_problems_phase CHECK (phase IN ('check', 'run')),
  severity    text NOT NULL CONSTRAINT ck_import_problems_severity CHECK (severity IN ('error', 'warning')),
  code        text NOT NULL,
  vars        jsonb NOT NULL DEFAULT '{}',
  file        text NOT NULL,
  line        integer,
  column_name text,
  case_key    text,
  CONSTRAINT uq_import_problems_seq UNIQUE (import_id, seq)
);

CREATE TABLE app.import_keys (
  id           uuid PRIMARY KEY,
  office_id    uuid NOT NULL CONSTRAINT fk_import_keys_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  profile      text NOT NULL,
  kind         text NOT NULL CONSTRAINT ck_import_keys_kind CHECK
               (kind IN ('case', 'person', 'defendant', 'count', 'outcome', 'sentence')),
  external_key text NOT NULL CONSTRAINT ck_import_keys_external CHECK (length(external_key) BETWEEN 1 AND 500),
  target_id    uuid NOT NULL,
  -- Of what the source said of a case, so that a later file that says something else is noticed.
  digest       text,
  -- What the source says and the register has no field for (police category, first appearance…).
  rest         jsonb NOT NULL DEFAULT '{}',
  import_id    uuid NOT NULL CONSTRAINT fk_import_keys_import REFERENCES app.imports (id) ON DELETE RESTRICT,
  CONSTRAINT uq_import_keys_external UNIQUE (office_id, profile, kind, external_key)
);
CREATE INDEX ix_import_keys_import ON app.import_keys (import_id, kind);
CREATE INDEX ix_import_keys_target ON app.import_keys (target_id);

ALTER TABLE app.imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.imports FORCE ROW LEVEL SECURITY;
CREATE POLICY p_imports_read ON app.imports FOR SELECT USING (office_id = ANY ((SELECT sec.offices_for('import:read'))::uuid[]));
CREATE POLICY p_imports_insert ON app.imports FOR INSERT
  WITH CHECK (office_id = ANY ((SELECT sec.offices_for('import:run'))::uuid[]) AND started_by = (SELECT sec.uid()));
CREATE POLICY p_imports_update ON app.imports FOR UPDATE USING (office_id = ANY ((SELECT sec.offices_for('import:run'))::uuid[]));
GRANT SELECT, INSERT, UPDATE ON app.imports TO greffe_app;
GRANT SELECT ON app.imports TO greffe_definer;

ALTER TABLE app.import_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.import_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY p_import_keys_read ON app.import_keys FOR SELECT USING (office_id = ANY ((SELECT sec.offices_for('import:read'))::uuid[]));
CREATE POLICY p_import_keys_insert ON app.import_keys FOR INSERT WITH CHECK (office_id = ANY ((SELECT sec.offices_for('import:run'))::uuid[]));
GRANT SELECT, INSERT ON app.import_keys TO greffe_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['import_files', 'import_problems'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON app.%I FOR SELECT USING (EXISTS (SELECT 1 FROM app.imports i WHERE i.id = import_id))', 'p_' || t || '_read', t);
    EXECUTE format('CREATE POLICY %I ON app.%I FOR INSERT WITH CHECK (EXISTS (SELECT 1 FROM app.imports i WHERE i.id = import_id
      AND i.office_id = ANY ((SELECT sec.offices_for(''import:run''))::uuid[])))', 'p_' || t || '_insert', t);
  END LOOP;
END $$;
CREATE POLICY p_import_files_update ON app.import_files FOR UPDATE USING (EXISTS (SELECT 1 FROM app.imports i WHERE i.id = import_id
  AND i.office_id = ANY ((SELECT sec.offices_for('import:run'))::uuid[])));
GRANT SELECT, INSERT, UPDATE ON app.import_files TO greffe_app;
GRANT SELECT, INSERT ON app.import_problems TO greffe_app;

-- The log keeps a digest of a file, not a second copy of it.
SELECT audit.attach('app.imports');
SELECT audit.attach('app.import_files', NULL, 'id', '{content}');
SELECT audit.attach('app.import_problems');
SELECT audit.attach('app.import_keys');

-- Runs that a stopped server left half-way, and in whose name they go on. Asked at the start, when nobody is
-- signed in; it tells ids and nothing of what is imported.
CREATE FUNCTION app.imports_to_resume() RETURNS TABLE (id uuid, started_by uuid, scopes text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.id, i.started_by, i.scopes FROM app.imports i WHERE i.state = 'running' ORDER BY i.id
$$;

-- Whose name stands behind a login of the command line; NULL when there is no such active user. The command
-- already has the keys of the database.
CREATE FUNCTION app.import_actor(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id FROM app.users u WHERE u.login = wanted AND u.state = 'active'
$$;

-- The law a source stands under: a regime, its offences and its kinds of sentence. Who may import may bring these, but only into a
-- regime that an import made: the country's own catalogue stays with who holds reference:write.
-- regime: {id, code, labelFr, labelEn, validFrom, source}; offences: [{id, code, label, nature, legalText}];
-- sentences: [{id, code, labelFr, labelEn}].
CREATE FUNCTION app.import_law(regime jsonb, offences jsonb, sentences jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found text;
BEGIN
  IF NOT sec.has('import:run') THEN RAISE EXCEPTION 'import:run is needed' USING ERRCODE = '42501'; END IF;
  SELECT r.source INTO found FROM app.legal_regimes r WHERE r.code = regime ->> 'code';
  IF found IS NULL THEN
    INSERT INTO app.legal_regimes (id, code, label_fr, label_en, valid_from, procedure_from, source, confidence)
      VALUES ((regime ->> 'id')::uuid, regime ->> 'code', regime ->> 'labelFr', regime ->> 'labelEn',
        (regime ->> 'validFrom')::date, (regime ->> 'validFrom')::date, 'import: ' || (regime ->> 'source'), 'U')
      ON CONFLICT ON CONSTRAINT uq_legal_regimes_code DO NOTHING;
  ELSIF found NOT LIKE 'import: %' THEN
    RAISE EXCEPTION 'the regime was not made by an import' USING ERRCODE = '42501';
  END IF;
  INSERT INTO app.offences (id, code, regime, label_fr, label_en, natures, valid_from, legal_text_fr, legal_text_en,
      gravity_order, source, confidence)
    SELECT o.id, o.code, regime ->> 'code', o.label, o.label,
      CASE WHEN o.nature IS NULL THEN '{}' ELSE ARRAY[o.nature] END, (regime ->> 'validFrom')::date, o."legalText", o."legalText",
      1000, 'import: ' || (regime ->> 'source'), 'U'
    FROM jsonb_to_recordset(offences) AS o (id uuid, code text, label text, nature text, "legalText" text)
    -- Another import brought the same one a moment ago.
    ON CONFLICT DO NOTHING;
  INSERT INTO app.sentence_types (id, code, regime, duration, label_fr, label_en, confidence)
    SELECT t.id, t.code, regime ->> 'code', 'optional', t."labelFr", t."labelEn", 'U'
    FROM jsonb_to_recordset(sentences) AS t (id uuid, code text, "labelFr" text, "labelEn" text)
    ON CONFLICT DO NOTHING;
END $$;

GRANT INSERT ON app.legal_regimes, app.offences TO greffe_definer;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['imports_to_resume()', 'import_actor(text)', 'import_law(jsonb, jsonb, jsonb)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO greffe_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO greffe_definer', f);
  END LOOP;
END $$;
