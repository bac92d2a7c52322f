-- Who is acting, where, and what that allows. Everything that decides which rows a person sees starts here.
-- Roles (greffe_owner, greffe_app, greffe_audit, greffe_definer) are made by `greffe db bootstrap`.

CREATE SCHEMA app;
CREATE SCHEMA sec;
GRANT USAGE ON SCHEMA app, sec TO greffe_app, greffe_definer, greffe_audit;
GRANT CREATE ON SCHEMA sec TO greffe_definer;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA sec REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The MAC key of the actor context, kept as the two padded HMAC keys. Only greffe_definer can read it:
-- an injected statement can call set_config, but cannot make a context that verifies.
CREATE TABLE sec.secret (
  slot      text PRIMARY KEY CHECK (slot IN ('current', 'previous')),
  inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
  outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64)
);
REVOKE ALL ON sec.secret FROM PUBLIC;

-- Installs the key (two 64-byte pads made by the application from CONTEXT_KEY); the old one stays valid as 'previous'.
CREATE FUNCTION sec.install_key(inner_pad bytea, outer_pad bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM sec.secret s WHERE s.slot = 'current' AND s.inner_pad = install_key.inner_pad) THEN RETURN; END IF;
  DELETE FROM sec.secret WHERE slot = 'previous';
  UPDATE sec.secret SET slot = 'previous' WHERE slot = 'current';
  INSERT INTO sec.secret VALUES ('current', inner_pad, outer_pad);
END $$;
REVOKE ALL ON FUNCTION sec.install_key(bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.install_key(bytea, bytea) TO greffe_owner;

-- A context is user|session|request|issued_ms|ip|scopes|mac (hex HMAC-SHA-256 over what stands before the last bar).
CREATE FUNCTION sec.mac_holds(ctx text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM sec.secret s
    WHERE encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(left(ctx, -65), 'UTF8'))), 'hex') = right(ctx, 64)
  )
$$;
REVOKE ALL ON FUNCTION sec.mac_holds(text) FROM PUBLIC;

-- Sets the actor for this transaction. The age is checked here and only here (ruling 6), with system time.
CREATE FUNCTION sec.enter(ctx text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM 1 FROM sec.secret s
    WHERE encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(left(ctx, -65), 'UTF8'))), 'hex') = right(ctx, 64);
  IF NOT FOUND OR length(ctx) < 70
     OR abs(extract(epoch FROM clock_timestamp()) * 1000 - split_part(ctx, '|', 4)::bigint) > 60000 THEN
    RAISE EXCEPTION 'actor context refused' USING ERRCODE = '28000';
  END IF;
  PERFORM set_config('app.ctx', ctx, true);
END $$;
REVOKE ALL ON FUNCTION sec.enter(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter(text) TO greffe_app;

-- The verified context, or NULL. After SET LOCAL a setting reads as '' on a pooled connection, hence nullif.
CREATE FUNCTION sec.verified_context() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ctx text := nullif(current_setting('app.ctx', true), '');
BEGIN
  PERFORM 1 FROM sec.secret s
    WHERE encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(left(ctx, -65), 'UTF8'))), 'hex') = right(ctx, 64);
  RETURN CASE WHEN FOUND THEN ctx END;
END $$;
REVOKE ALL ON FUNCTION sec.verified_context() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.verified_context() TO greffe_audit;

CREATE FUNCTION sec.uid() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ctx text := nullif(current_setting('app.ctx', true), '');
BEGIN
  PERFORM 1 FROM sec.secret s
    WHERE encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(left(ctx, -65), 'UTF8'))), 'hex') = right(ctx, 64);
  RETURN CASE WHEN FOUND THEN nullif(split_part(ctx, '|', 1), '')::uuid END;
END $$;
REVOKE ALL ON FUNCTION sec.uid() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.uid() TO greffe_app, greffe_audit, greffe_owner;

-- Permissions and roles are written in src/platform/access; the migrator copies them here, a test holds both equal.
CREATE TABLE sec.permissions (
  code  text PRIMARY KEY,
  reads boolean NOT NULL
);
CREATE TABLE sec.role_permissions (
  role       text NOT NULL,
  permission text NOT NULL REFERENCES sec.permissions (code),
  scope      text NOT NULL CONSTRAINT ck_role_permissions_scope CHECK (scope IN ('office', 'assigned')),
  CONSTRAINT pk_role_permissions PRIMARY KEY (role, permission)
);
GRANT SELECT ON sec.permissions, sec.role_permissions TO greffe_app, greffe_definer;

CREATE TABLE app.offices (
  id         uuid PRIMARY KEY,
  parent_id  uuid CONSTRAINT fk_offices_parent REFERENCES app.offices (id) ON DELETE RESTRICT,
  code       text NOT NULL CONSTRAINT uq_offices_code UNIQUE
             CONSTRAINT ck_offices_code CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,23}$'),
  kind       text NOT NULL CONSTRAINT ck_offices_kind CHECK (kind IN
             ('root', 'unit', 'branch', 'court', 'prosecutor_office', 'chamber', 'registry', 'police', 'prison', 'un', 'ministry', 'inspectorate')),
  name_fr    text NOT NULL,
  name_en    text NOT NULL,
  seat       text,
  valid_from date NOT NULL,
  valid_to   date,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_offices_period CHECK (valid_to IS NULL OR valid_to > valid_from),
  CONSTRAINT ck_offices_not_own_parent CHECK (parent_id <> id)
);
CREATE INDEX ix_offices_parent ON app.offices (parent_id);

-- Every office with all its ancestors and itself: one index look-up answers "my office and what is below it".
CREATE TABLE app.office_closure (
  ancestor_id   uuid NOT NULL REFERENCES app.offices (id) ON DELETE RESTRICT,
  descendant_id uuid NOT NULL REFERENCES app.offices (id) ON DELETE RESTRICT,
  CONSTRAINT pk_office_closure PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX ix_office_closure_descendant ON app.office_closure (descendant_id);

CREATE FUNCTION app.rebuild_office_closure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' AND EXISTS (
    SELECT 1 FROM app.office_closure WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id
  ) THEN
    RAISE EXCEPTION 'an office cannot stand below itself' USING ERRCODE = '23514', CONSTRAINT = 'ck_offices_tree', SCHEMA = 'app', TABLE = 'offices';
  END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO app.office_closure
      SELECT c.ancestor_id, NEW.id FROM app.office_closure c WHERE c.descendant_id = NEW.parent_id
      UNION ALL SELECT NEW.id, NEW.id;
  ELSE
    DELETE FROM app.office_closure WHERE descendant_id IN (SELECT descendant_id FROM app.office_closure WHERE ancestor_id = NEW.id)
      AND ancestor_id NOT IN (SELECT descendant_id FROM app.office_closure WHERE ancestor_id = NEW.id);
    INSERT INTO app.office_closure
      SELECT up.ancestor_id, down.descendant_id FROM app.office_closure up, app.office_closure down
      WHERE up.descendant_id = NEW.parent_id AND down.ancestor_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER t_office_closure AFTER INSERT OR UPDATE ON app.offices FOR EACH ROW EXECUTE FUNCTION app.rebuild_office_closure();

CREATE TABLE app.users (
  id           uuid PRIMARY KEY,
  login        text NOT NULL CONSTRAINT uq_users_login UNIQUE
               CONSTRAINT ck_users_login CHECK (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
  display_name text NOT NULL CONSTRAINT ck_users_display_name CHECK (length(btrim(display_name)) BETWEEN 1 AND 200),
  locale       text NOT NULL DEFAULT 'fr' CONSTRAINT ck_users_locale CHECK (locale IN ('fr', 'en')),
  state        text NOT NULL DEFAULT 'invited' CONSTRAINT ck_users_state CHECK (state IN ('invited', 'active', 'disabled')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  version      integer NOT NULL DEFAULT 1
);

-- A role held in an office for a period: [valid_from, valid_to). On valid_to itself the right is already gone.
CREATE TABLE app.role_holdings (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL CONSTRAINT fk_role_holdings_user REFERENCES app.users (id) ON DELETE RESTRICT,
  role        text NOT NULL,
  office_id   uuid NOT NULL CONSTRAINT fk_role_holdings_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  valid_from  date NOT NULL,
  valid_to    date,
  granted_by  uuid CONSTRAINT fk_role_holdings_granted_by REFERENCES app.users (id) ON DELETE RESTRICT,
  approved_by uuid CONSTRAINT fk_role_holdings_approved_by REFERENCES app.users (id) ON DELETE RESTRICT,
  ended_by    uuid CONSTRAINT fk_role_holdings_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  end_reason  text,
  version     integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_role_holdings_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  -- Ruling 29: an administrator is made by two people. granted_by is NULL only for the one made on the console.
  CONSTRAINT ck_role_holdings_two_people CHECK (approved_by IS NULL OR granted_by IS NULL OR approved_by <> granted_by),
  CONSTRAINT ex_role_holdings_overlap EXCLUDE USING gist
    (user_id WITH =, role WITH =, office_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_role_holdings_office ON app.role_holdings (office_id);
GRANT SELECT ON app.offices, app.office_closure, app.users, app.role_holdings TO greffe_definer;

CREATE FUNCTION sec.today() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
  $$ SELECT (now() AT TIME ZONE 'Africa/Bamako')::date $$;
GRANT EXECUTE ON FUNCTION sec.today() TO greffe_app, greffe_definer, greffe_audit, greffe_owner;

-- Policies ask the same questions many times in one transaction. An answer is kept in a transaction-local setting,
-- with a MAC over actor, question, answer and epoch, so that nobody but these functions can write one. Whatever
-- changes rights (t_forget_rights) begins a new epoch. Both run as the definer function that calls them.
CREATE FUNCTION sec.kept(question text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE answer text := nullif(current_setting('app.' || question, true), '');
BEGIN
  IF answer IS NULL THEN RETURN NULL; END IF;
  PERFORM 1 FROM sec.secret s WHERE left(answer, 64) = encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(
    concat_ws('|', current_setting('app.ctx', true), question, current_setting('app.epoch', true), substr(answer, 65)), 'UTF8'))), 'hex');
  RETURN CASE WHEN FOUND THEN substr(answer, 65) END;
END $$;
CREATE FUNCTION sec.keep(question text, answer text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM set_config('app.' || question, encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(
    concat_ws('|', current_setting('app.ctx', true), question, current_setting('app.epoch', true), answer), 'UTF8'))), 'hex') || answer, true)
  FROM sec.secret s WHERE s.slot = 'current';
END $$;
REVOKE ALL ON FUNCTION sec.kept(text), sec.keep(text, text) FROM PUBLIC;
-- A setting's name for a question about some permissions.
CREATE FUNCTION sec.question(what text, list text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT what || to_hex(hashtextextended(array_to_string(list, ','), 0)) $$;
REVOKE ALL ON FUNCTION sec.question(text, text[]) FROM PUBLIC;
CREATE FUNCTION sec.forget_rights() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('app.epoch', (coalesce(nullif(current_setting('app.epoch', true), ''), '0')::int + 1)::text, true);
  RETURN NULL;
END $$;
CREATE TRIGGER t_forget_rights AFTER INSERT OR UPDATE OR DELETE ON app.role_holdings FOR EACH STATEMENT EXECUTE FUNCTION sec.forget_rights();
CREATE TRIGGER t_forget_rights AFTER UPDATE ON app.users FOR EACH STATEMENT EXECUTE FUNCTION sec.forget_rights();
CREATE TRIGGER t_forget_rights AFTER INSERT OR UPDATE ON app.offices FOR EACH STATEMENT EXECUTE FUNCTION sec.forget_rights();

-- What the actor holds now for any of some permissions: role holdings of today, of an active user, inside the key's
-- scopes. Every policy asks this, often: one verification and one query, nothing called in between.
CREATE FUNCTION sec.holdings_any(list text[]) RETURNS TABLE (office_id uuid, scope text, permission text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ctx text := nullif(current_setting('app.ctx', true), '');
  said text[];
  day date := (now() AT TIME ZONE 'Africa/Bamako')::date;
BEGIN
  PERFORM 1 FROM sec.secret s
    WHERE encode(sha256(s.outer_pad || sha256(s.inner_pad || convert_to(left(ctx, -65), 'UTF8'))), 'hex') = right(ctx, 64);
  IF NOT FOUND THEN RETURN; END IF;
  said := string_to_array(ctx, '|');
  RETURN QUERY
    SELECT h.office_id, rp.scope, rp.permission
    FROM app.role_holdings h
    JOIN app.users u ON u.id = h.user_id AND u.state = 'active'
    JOIN sec.role_permissions rp ON rp.role = h.role AND rp.permission = ANY (list)
    WHERE h.user_id = nullif(said[1], '')::uuid
      AND h.valid_from <= day AND (h.valid_to IS NULL OR h.valid_to > day)
      AND (h.role <> 'administrator' OR h.approved_by IS NOT NULL OR h.granted_by IS NULL)
      AND (said[6] = '*' OR rp.permission = ANY (string_to_array(said[6], ',')));
END $$;
REVOKE ALL ON FUNCTION sec.holdings_any(text[]) FROM PUBLIC;

CREATE FUNCTION sec.holdings(p text) RETURNS TABLE (office_id uuid, scope text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.office_id, h.scope FROM sec.holdings_any(ARRAY[p]) h
$$;
REVOKE ALL ON FUNCTION sec.holdings(text) FROM PUBLIC;

CREATE FUNCTION sec.has(p text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE question text := sec.question('h', ARRAY[p]); answer text := sec.kept(question);
BEGIN
  IF answer IS NULL THEN
    answer := EXISTS (SELECT 1 FROM sec.holdings_any(ARRAY[p]));
    PERFORM sec.keep(question, answer);
  END IF;
  RETURN answer;
END $$;
-- Offices in which the actor holds any of the permissions, with all that stands below them.
CREATE FUNCTION sec.offices_for_any(list text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE question text := sec.question('o', list); answer text := sec.kept(question);
BEGIN
  IF answer IS NULL THEN
    answer := (SELECT coalesce(array_agg(DISTINCT oc.descendant_id), '{}')
      FROM sec.holdings_any(list) h JOIN app.office_closure oc ON oc.ancestor_id = h.office_id WHERE h.scope = 'office');
    PERFORM sec.keep(question, answer);
  END IF;
  RETURN answer;
END $$;
CREATE FUNCTION sec.offices_for(p text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN sec.offices_for_any(ARRAY[p]);
END $$;
-- Every permission the actor holds anywhere; the guard and GET /me read it.
CREATE FUNCTION sec.my_permissions() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(DISTINCT h.permission ORDER BY h.permission), '{}')
          FROM sec.holdings_any(ARRAY(SELECT k.code FROM sec.permissions k)) h);
END $$;
-- The name to show for a user (history, access lists); nothing else of the account.
CREATE FUNCTION sec.display_name(user_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.display_name FROM app.users u WHERE u.id = user_id AND sec.uid() IS NOT NULL
$$;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['has(text)', 'offices_for(text)', 'offices_for_any(text[])', 'my_permissions()', 'display_name(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION sec.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION sec.%s TO greffe_app, greffe_audit, greffe_owner', f);
  END LOOP;
END $$;

ALTER TABLE app.offices ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.offices FORCE ROW LEVEL SECURITY;
CREATE POLICY p_offices_read ON app.offices FOR SELECT USING ((SELECT sec.uid()) IS NOT NULL);
CREATE POLICY p_offices_insert ON app.offices FOR INSERT WITH CHECK ((SELECT sec.has('office:manage')));
CREATE POLICY p_offices_update ON app.offices FOR UPDATE USING ((SELECT sec.has('office:manage')));

-- The closure follows the offices by trigger only. The trigger runs as the owner, so it needs a policy of its own.
ALTER TABLE app.office_closure ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.office_closure FORCE ROW LEVEL SECURITY;
CREATE POLICY p_office_closure_read ON app.office_closure FOR SELECT USING ((SELECT sec.uid()) IS NOT NULL);
CREATE POLICY p_office_closure_trigger ON app.office_closure TO greffe_owner USING (true) WITH CHECK (true);

ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.users FORCE ROW LEVEL SECURITY;
CREATE POLICY p_users_read ON app.users FOR SELECT USING (id = (SELECT sec.uid()) OR (SELECT sec.has('user:read')));
CREATE POLICY p_users_insert ON app.users FOR INSERT WITH CHECK ((SELECT sec.has('user:manage')));
CREATE POLICY p_users_update ON app.users FOR UPDATE USING (id = (SELECT sec.uid()) OR (SELECT sec.has('user:manage')));

ALTER TABLE app.role_holdings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.role_holdings FORCE ROW LEVEL SECURITY;
CREATE POLICY p_role_holdings_read ON app.role_holdings FOR SELECT
  USING (user_id = (SELECT sec.uid()) OR (SELECT sec.has('user:read')));
CREATE POLICY p_role_holdings_insert ON app.role_holdings FOR INSERT
  WITH CHECK ((SELECT sec.has('user:manage')) AND granted_by = (SELECT sec.uid()) AND approved_by IS NULL);
CREATE POLICY p_role_holdings_update ON app.role_holdings FOR UPDATE USING ((SELECT sec.has('user:manage')));

GRANT SELECT, INSERT, UPDATE ON app.offices, app.users, app.role_holdings TO greffe_app;
GRANT SELECT ON app.office_closure TO greffe_app;

-- Handed over last: greffe_owner does not inherit its memberships, so it grants while it still owns.
ALTER TABLE sec.secret OWNER TO greffe_definer;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['install_key(bytea, bytea)', 'mac_holds(text)', 'enter(text)', 'verified_context()', 'uid()',
      'holdings_any(text[])', 'holdings(text)', 'has(text)', 'offices_for(text)', 'offices_for_any(text[])', 'my_permissions()', 'display_name(uuid)',
      'kept(text)', 'keep(text, text)', 'question(text, text[])'] LOOP
    EXECUTE format('ALTER FUNCTION sec.%s OWNER TO greffe_definer', f);
  END LOOP;
END $$;
