-- What happened, provably (architecture notes §5, security notes §1.3): every change and every look is an event.
-- Everything here belongs to greffe_audit. The runtime role may touch none of it; it reaches it only through the
-- triggers and the few functions granted below.

-- A grant to the owner of a function goes away when the function changes hands: given again by the new owner.
SET ROLE greffe_definer;
GRANT EXECUTE ON FUNCTION sec.install_key(bytea, bytea), sec.uid(), sec.has(text), sec.offices_for(text), sec.my_permissions(),
  sec.display_name(uuid) TO greffe_owner;
RESET ROLE;

CREATE SCHEMA audit AUTHORIZATION greffe_audit;
-- Made as greffe_audit rather than handed over: from its first moment nothing here belongs to anyone else.
SET ROLE greffe_audit;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO greffe_owner, greffe_app;

-- `meta` is the very text that is hashed: verifying reads these bytes and never builds them anew. The columns
-- beside it only find events; what they say is in meta too.
CREATE TABLE audit.event (
  id        bigint GENERATED ALWAYS AS IDENTITY,
  at        timestamptz NOT NULL,
  kind      text NOT NULL,
  case_id   uuid,
  actor     uuid,
  meta      text NOT NULL,
  leaf_hash bytea NOT NULL CONSTRAINT ck_event_leaf_hash CHECK (octet_length(leaf_hash) = 32),
  -- With the moment in the key, months can become partitions without a new key (ruling 1).
  CONSTRAINT pk_event PRIMARY KEY (id, at)
);
CREATE INDEX ix_event_case ON audit.event (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX ix_event_actor ON audit.event (actor, id) WHERE actor IS NOT NULL;

-- What meta commits to without containing it (`pd` = sha256(salt || body)): a body can be erased by order of a
-- court and the event still verifies; the salt keeps short values from being guessed from the digest.
CREATE TABLE audit.payload (
  event_id bigint NOT NULL,
  at       timestamptz NOT NULL,
  salt     bytea NOT NULL CONSTRAINT ck_payload_salt CHECK (octet_length(salt) = 32),
  body     text NOT NULL,
  CONSTRAINT pk_payload PRIMARY KEY (event_id, at)
);

CREATE FUNCTION audit.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% of %.% is not allowed', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.payload
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
ALTER TABLE audit.event ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit.payload ENABLE ALWAYS TRIGGER append_only;

-- The one way into the log. `ctx` is a context whose MAC was verified, or NULL. Without SET search_path and
-- without SECURITY DEFINER: only the definer functions below call it, and it runs once for every row written.
CREATE FUNCTION audit.append(
  ctx text, kind text, op text, tbl text, pk text, row_version bigint, case_id uuid, office uuid, detail jsonb, body text
) RETURNS bigint
LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  said text[] := string_to_array(ctx, '|');
  now_us timestamptz := clock_timestamp();
  salt bytea;
  pd bytea;
  meta text;
  event_id bigint;
BEGIN
  IF body IS NOT NULL THEN
    -- Two random uuids: 32 bytes with 244 random bits, from the server's own strong source.
    salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    pd := sha256(salt || convert_to(body, 'UTF8'));
  END IF;
  meta := jsonb_build_object(
    'v', 1,
    'at', to_char(now_us AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'tx', pg_current_xact_id()::text,
    'actor', nullif(said[1], ''), 'session', nullif(said[2], ''), 'request', nullif(said[3], ''), 'ip', nullif(said[5], ''),
    'reason', nullif(current_setting('app.reason', true), ''),
    'out_of_band', ctx IS NULL,
    'db_role', session_user, 'backend', pg_backend_pid(),
    'kind', kind, 'op', op, 'table', tbl, 'pk', pk, 'row_version', row_version, 'case_id', case_id, 'office', office,
    'detail', detail,
    'pd', encode(pd, 'hex')
  )::text;
  INSERT INTO audit.event AS e (at, kind, case_id, actor, meta, leaf_hash)
    VALUES (now_us, kind, case_id, nullif(said[1], '')::uuid, meta, sha256('\x00'::bytea || convert_to(meta, 'UTF8')))
    RETURNING e.id INTO event_id;
  IF body IS NOT NULL THEN
    INSERT INTO audit.payload VALUES (event_id, now_us, salt, body);
  END IF;
  RETURN event_id;
END $$;

-- The change log. Arguments: the case column or '', the key columns with commas, the secret columns with commas.
CREATE FUNCTION audit.log_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was jsonb;
  is_now jsonb;
  live jsonb;
  secret text;
  pk text;
BEGIN
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); live := was; END IF;
  IF TG_OP <> 'DELETE' THEN is_now := to_jsonb(NEW); live := is_now; END IF;
  pk := live ->> TG_ARGV[1];
  IF pk IS NULL THEN
    SELECT string_agg(live ->> k, ',' ORDER BY n) INTO pk FROM unnest(string_to_array(TG_ARGV[1], ',')) WITH ORDINALITY AS c (k, n);
  END IF;
  -- Of a secret column (password hash) the log keeps a digest: it shows that it changed and still reconciles.
  IF TG_ARGV[2] <> '' THEN
    FOREACH secret IN ARRAY string_to_array(TG_ARGV[2], ',') LOOP
      IF was ->> secret IS NOT NULL THEN
        was := was || jsonb_build_object(secret, encode(sha256(convert_to(was ->> secret, 'UTF8')), 'hex'));
      END IF;
      IF is_now ->> secret IS NOT NULL THEN
        is_now := is_now || jsonb_build_object(secret, encode(sha256(convert_to(is_now ->> secret, 'UTF8')), 'hex'));
      END IF;
    END LOOP;
  END IF;
  PERFORM audit.append(
    sec.verified_context(), 'change', lower(TG_OP), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, pk,
    (live ->> 'version')::bigint, (live ->> TG_ARGV[0])::uuid, (live ->> 'office_id')::uuid, NULL,
    jsonb_build_object('old', was, 'new', is_now)::text
  );
  RETURN NULL;
END $$;

-- Row versions grow by one whatever a statement says, so they are 1..n without a gap. TypeORM's @VersionColumn
-- writes version = version + 1, which is the same number.
CREATE FUNCTION audit.bump_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

-- Called by the migration that makes a table. SECURITY INVOKER: whoever owns the table attaches it.
-- case_column: NULL means `case_id` where there is one, `id` for app.cases. pk_column: several with commas.
-- secret_columns: kept out of the log, only a digest of each is in it.
CREATE FUNCTION audit.attach(rel regclass, case_column text DEFAULT NULL, pk_column text DEFAULT 'id', secret_columns text[] DEFAULT '{}')
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  columns text[] := ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = rel AND attnum > 0 AND NOT attisdropped);
  wanted text := coalesce(case_column,
    CASE WHEN rel = to_regclass('app.cases') THEN 'id' WHEN 'case_id' = ANY (columns) THEN 'case_id' ELSE '' END);
  missing text;
BEGIN
  SELECT c INTO missing FROM unnest(string_to_array(pk_column, ',') || secret_columns || nullif(wanted, '')) c
    WHERE c IS NOT NULL AND c <> ALL (columns) LIMIT 1;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION '% has no column %', rel, missing USING ERRCODE = '42703';
  END IF;
  EXECUTE format('CREATE OR REPLACE TRIGGER audit_row AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit.log_row(%L, %L, %L)',
    rel, wanted, pk_column, array_to_string(secret_columns, ','));
  EXECUTE format('CREATE OR REPLACE TRIGGER audit_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()', rel);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_row', rel);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_truncate', rel);
  IF 'version' = ANY (columns) THEN
    -- zz: after every other BEFORE trigger, which fire in the order of their names.
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_version BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION audit.bump_version()', rel);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_version', rel);
  END IF;
END $$;

-- Called by the event trigger of `greffe db bootstrap` for every change of the schema. The text of the command
-- stays out (it may hold data); what it made or dropped is in the payload.
CREATE FUNCTION audit.log_ddl() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event text := current_setting('greffe.ddl_event', true);
  objects jsonb;
BEGIN
  IF event = 'sql_drop' THEN
    SELECT jsonb_agg(jsonb_build_object('type', object_type, 'identity', object_identity)) INTO objects
      FROM pg_event_trigger_dropped_objects() WHERE original OR object_type IN ('table', 'trigger', 'policy', 'function');
  ELSE
    SELECT jsonb_agg(jsonb_build_object('type', object_type, 'identity', object_identity, 'command', command_tag)) INTO objects
      FROM pg_event_trigger_ddl_commands();
  END IF;
  PERFORM audit.append(sec.verified_context(), 'ddl', current_setting('greffe.ddl_tag', true), NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('event', event, 'objects', coalesce(jsonb_array_length(objects), 0)), coalesce(objects, '[]')::text);
END $$;

GRANT EXECUTE ON FUNCTION audit.attach(regclass, text, text, text[]), audit.log_row(), audit.refuse(), audit.bump_version(),
  audit.log_ddl() TO greffe_owner;
RESET ROLE;

SELECT audit.attach('app.offices');
SELECT audit.attach('app.office_closure', NULL, 'ancestor_id,descendant_id');
SELECT audit.attach('app.users');
SELECT audit.attach('app.role_holdings');
