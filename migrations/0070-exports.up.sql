-- Views that people keep of the list of cases, and files that leave the register (domain notes §11.3, rule 8).

-- Filters are codes, dates, ids and exact numbers, never names (ruling 12): the same that the list allows.
CREATE TABLE app.saved_views (
  id               uuid PRIMARY KEY,
  user_id          uuid NOT NULL CONSTRAINT fk_saved_views_user REFERENCES app.users (id) ON DELETE RESTRICT,
  name             text NOT NULL CONSTRAINT ck_saved_views_name CHECK (length(btrim(name)) BETWEEN 1 AND 100),
  resource         text NOT NULL CONSTRAINT ck_saved_views_resource CHECK (resource IN ('cases')),
  filters          jsonb NOT NULL CONSTRAINT ck_saved_views_filters CHECK (jsonb_typeof(filters) = 'object'),
  sort             text,
  -- Read by everybody who works in this office; changed by its owner alone.
  shared_office_id uuid CONSTRAINT fk_saved_views_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  created_at       timestamptz NOT NULL,
  -- Hidden from then on; nothing is deleted.
  ended_at         timestamptz,
  version          integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX uq_saved_views_name ON app.saved_views (user_id, lower(name)) WHERE ended_at IS NULL;
CREATE INDEX ix_saved_views_office ON app.saved_views (shared_office_id, id DESC) WHERE shared_office_id IS NOT NULL AND ended_at IS NULL;

ALTER TABLE app.saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.saved_views FORCE ROW LEVEL SECURITY;
-- Every role holds profile:read where it works, so these are the offices one works in, with what stands below them.
CREATE POLICY p_saved_views_read ON app.saved_views FOR SELECT USING (
  user_id = (SELECT sec.uid())
  OR (ended_at IS NULL AND shared_office_id = ANY ((SELECT sec.offices_for('profile:read'))::uuid[])));
CREATE POLICY p_saved_views_insert ON app.saved_views FOR INSERT WITH CHECK (
  user_id = (SELECT sec.uid())
  AND (shared_office_id IS NULL OR shared_office_id = ANY ((SELECT sec.offices_for('profile:write'))::uuid[])));
-- An end is written also by who no longer works in the office where the view was shared.
CREATE POLICY p_saved_views_update ON app.saved_views FOR UPDATE USING (user_id = (SELECT sec.uid())) WITH CHECK (
  user_id = (SELECT sec.uid())
  AND (shared_office_id IS NULL OR ended_at IS NOT NULL OR shared_office_id = ANY ((SELECT sec.offices_for('profile:write'))::uuid[])));
GRANT SELECT, INSERT, UPDATE ON app.saved_views TO greffe_app;
SELECT audit.attach('app.saved_views');

-- Why a file was made, for whom, and what it was: kept for ever. Written once, never changed.
CREATE TABLE app.exports (
  id         uuid PRIMARY KEY,
  created_by uuid NOT NULL CONSTRAINT fk_exports_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at timestamptz NOT NULL,
  resource   text NOT NULL CONSTRAINT ck_exports_resource CHECK (resource IN ('cases')),
  format     text NOT NULL CONSTRAINT ck_exports_format CHECK (format IN ('csv', 'xlsx')),
  locale     text NOT NULL CONSTRAINT ck_exports_locale CHECK (locale IN ('fr', 'en')),
  filters    jsonb NOT NULL CONSTRAINT ck_exports_filters CHECK (jsonb_typeof(filters) = 'object'),
  sort       text,
  columns    text[] NOT NULL CONSTRAINT ck_exports_columns CHECK (cardinality(columns) > 0),
  purpose    text NOT NULL CONSTRAINT ck_exports_purpose CHECK (length(btrim(purpose)) BETWEEN 10 AND 500),
  recipient  text NOT NULL CONSTRAINT ck_exports_recipient CHECK (length(btrim(recipient)) BETWEEN 2 AND 200),
  row_count  integer NOT NULL CONSTRAINT ck_exports_row_count CHECK (row_count >= 0),
  bytes      integer NOT NULL CONSTRAINT ck_exports_bytes CHECK (bytes > 0),
  -- SHA-256 of the file as it is downloaded.
  sha256     bytea NOT NULL CONSTRAINT ck_exports_sha256 CHECK (octet_length(sha256) = 32),
  -- Offices whose cases are in it: who audits one of them sees that the file was made.
  office_ids uuid[] NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT ck_exports_expiry CHECK (expires_at > created_at AND expires_at <= created_at + interval '720 hours')
);
CREATE INDEX ix_exports_created_by ON app.exports (created_by, id DESC);
CREATE INDEX ix_exports_expires ON app.exports (expires_at);

-- The file, apart from what is said of it: an auditor sees the one and never the other.
CREATE TABLE app.export_files (
  id        uuid PRIMARY KEY,
  export_id uuid NOT NULL CONSTRAINT uq_export_files_export UNIQUE
            CONSTRAINT fk_export_files_export REFERENCES app.exports (id) ON DELETE RESTRICT,
  -- Emptied when the export expires.
  content   bytea,
  -- The cases in it: each download is an event of each, and is refused when one of them is no longer open to its maker.
  case_ids  uuid[] NOT NULL
);

ALTER TABLE app.exports ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.exports FORCE ROW LEVEL SECURITY;
CREATE POLICY p_exports_read ON app.exports FOR SELECT USING (
  created_by = (SELECT sec.uid()) OR office_ids && (SELECT sec.offices_for('audit:read'))::uuid[]);
CREATE POLICY p_exports_insert ON app.exports FOR INSERT WITH CHECK (
  created_by = (SELECT sec.uid()) AND (SELECT sec.has('export:create')));
GRANT SELECT, INSERT ON app.exports TO greffe_app;
GRANT SELECT ON app.exports TO greffe_definer;
SELECT audit.attach('app.exports');

ALTER TABLE app.export_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.export_files FORCE ROW LEVEL SECURITY;
CREATE POLICY p_export_files_read ON app.export_files FOR SELECT USING (
  EXISTS (SELECT 1 FROM app.exports e WHERE e.id = export_id AND e.created_by = (SELECT sec.uid())));
CREATE POLICY p_export_files_insert ON app.export_files FOR INSERT WITH CHECK (
  EXISTS (SELECT 1 FROM app.exports e WHERE e.id = export_id AND e.created_by = (SELECT sec.uid())) AND (SELECT sec.has('export:create')));
GRANT SELECT, INSERT ON app.export_files TO greffe_app;
GRANT SELECT, UPDATE ON app.export_files TO greffe_definer;
-- The log keeps a digest of a file, not a second copy of it; the cases stand in the access events.
SELECT audit.attach('app.export_files', NULL, 'id', '{content,case_ids}');

-- Empties the files whose time is over, whoever made them. How many.
CREATE FUNCTION app.forget_expired_exports(moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE emptied integer;
BEGIN
  UPDATE app.export_files f SET content = NULL
  FROM app.exports e WHERE e.id = f.export_id AND e.expires_at <= moment AND f.content IS NOT NULL;
  GET DIAGNOSTICS emptied = ROW_COUNT;
  RETURN emptied;
END $$;
REVOKE ALL ON FUNCTION app.forget_expired_exports(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.forget_expired_exports(timestamptz) TO greffe_app;
ALTER FUNCTION app.forget_expired_exports(timestamptz) OWNER TO greffe_definer;

-- Who is accused in some cases, for those of them whose defendants the actor may read. Past row-level security and with
-- its whole question inside: the policy of app.person_names asks for everybody one may see, which is right for one
-- person and too much for many cases.
CREATE FUNCTION app.defendant_names(cases uuid[]) RETURNS TABLE (case_id uuid, names text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  offices uuid[] := sec.offices_for('case:read');
  single uuid[] := sec.cases_for('case:read');
  offices_of_people uuid[] := sec.offices_for('defendant:read');
  single_of_people uuid[] := sec.cases_for('defendant:read');
  excluded uuid[] := sec.excluded_cases();
  named uuid[] := sec.named_cases();
BEGIN
  IF NOT sec.has('person:read') THEN RETURN; END IF;
  RETURN QUERY
    SELECT d.case_id, string_agg(coalesce(n.full_name, d.unknown_label), '; ' ORDER BY d.created_at, d.id)
    FROM app.cases c JOIN app.defendants d ON d.case_id = c.id
    LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL
    WHERE c.id = ANY (cases) AND (c.office_id = ANY (offices) OR c.id = ANY (single))
      AND (c.office_id = ANY (offices_of_people) OR c.id = ANY (single_of_people))
      AND NOT c.id = ANY (excluded) AND (NOT c.sealed OR c.id = ANY (named))
    GROUP BY d.case_id;
END $$;
REVOKE ALL ON FUNCTION app.defendant_names(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.defendant_names(uuid[]) TO greffe_app;
ALTER FUNCTION app.defendant_names(uuid[]) OWNER TO greffe_definer;
