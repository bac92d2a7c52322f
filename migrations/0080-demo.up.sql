-- What this installation is. A database with a row here holds invented data, for good: it is never one of a court.

CREATE TABLE app.installation (
  id            uuid PRIMARY KEY,
  kind          text NOT NULL CONSTRAINT ck_installation_kind CHECK (kind = 'demo'),
  filled_at     timestamptz NOT NULL,
  -- In whose name it was filled and is moved: an account that cannot sign in.
  filled_by     uuid NOT NULL CONSTRAINT fk_installation_filled_by REFERENCES app.users (id) ON DELETE RESTRICT,
  -- The day for which the rolling cases are dated, and which they are; `demo refresh` moves them.
  rolling_on    date NOT NULL,
  rolling_cases uuid[] NOT NULL,
  version       integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX uq_installation_one ON app.installation ((true));

CREATE FUNCTION app.keep_mark() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.id, NEW.kind, NEW.filled_at, NEW.filled_by) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.filled_at, OLD.filled_by) THEN
    RAISE EXCEPTION 'a demo database stays one' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION app.keep_mark() FROM PUBLIC;
CREATE TRIGGER t_keep_mark BEFORE UPDATE OR DELETE ON app.installation FOR EACH ROW EXECUTE FUNCTION app.keep_mark();
ALTER TABLE app.installation ENABLE ALWAYS TRIGGER t_keep_mark;

-- That it is a demo is said to everybody, signed in or not.
ALTER TABLE app.installation ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.installation FORCE ROW LEVEL SECURITY;
CREATE POLICY p_installation_read ON app.installation FOR SELECT USING (true);
CREATE POLICY p_installation_fill ON app.installation TO greffe_owner USING (true) WITH CHECK (true);
GRANT SELECT (kind, filled_at) ON app.installation TO greffe_app;
SELECT audit.attach('app.installation');

-- The demonstration is written by the owner, so its names are, too (the grant of 0030 went when the function changed hands).
SET ROLE greffe_definer;
GRANT EXECUTE ON FUNCTION sec.index_names(uuid[], text[], text[], text[]) TO greffe_owner;
RESET ROLE;
