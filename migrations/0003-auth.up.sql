-- Who may come in: passwords, second factors, sessions, keys. No role of the application can read a table here;
-- it goes through the functions below, which belong to greffe_definer.
--
-- What shows or changes a secret works only "at the door": in a context the application signed for signing in
-- (its session part reads 'sign-in'). A statement injected into an ordinary request runs in that request's
-- context and gets nothing. Moments come from the application's clock, as for everything that expires.

CREATE SCHEMA auth;
REVOKE ALL ON SCHEMA auth FROM PUBLIC;
GRANT USAGE ON SCHEMA auth TO greffe_app, greffe_definer, greffe_audit;
GRANT CREATE ON SCHEMA auth TO greffe_definer;

CREATE TABLE auth.credentials (
  user_id       uuid CONSTRAINT pk_credentials PRIMARY KEY CONSTRAINT fk_credentials_user REFERENCES app.users (id) ON DELETE RESTRICT,
  password_hash text NOT NULL CONSTRAINT ck_credentials_argon2id CHECK (password_hash LIKE '$argon2id$v=19$m=%,t=%,p=1$%'),
  changed_at    timestamptz NOT NULL,
  version       integer NOT NULL DEFAULT 1
);

-- `pending` is a secret shown for enrolment and not yet proved by a code; it replaces `secret` only then.
CREATE TABLE auth.second_factors (
  user_id      uuid CONSTRAINT pk_second_factors PRIMARY KEY CONSTRAINT fk_second_factors_user REFERENCES app.users (id) ON DELETE RESTRICT,
  secret       text,
  pending      text,
  confirmed_at timestamptz,
  version      integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_second_factors_confirmed CHECK ((secret IS NULL) = (confirmed_at IS NULL))
);
-- The newest time step taken: no code at or before it is taken again. Apart, as it changes at every sign-in.
CREATE TABLE auth.totp_steps (
  user_id   uuid CONSTRAINT pk_totp_steps PRIMARY KEY CONSTRAINT fk_totp_steps_user REFERENCES app.users (id) ON DELETE RESTRICT,
  last_step bigint NOT NULL
);

CREATE TABLE auth.recovery_codes (
  id        uuid CONSTRAINT pk_recovery_codes PRIMARY KEY,
  user_id   uuid NOT NULL CONSTRAINT fk_recovery_codes_user REFERENCES app.users (id) ON DELETE RESTRICT,
  code_hash bytea NOT NULL CONSTRAINT ck_recovery_codes_hash CHECK (octet_length(code_hash) = 32),
  made_at   timestamptz NOT NULL,
  used_at   timestamptz,
  voided_at timestamptz
);
CREATE INDEX ix_recovery_codes_open ON auth.recovery_codes (user_id) WHERE used_at IS NULL AND voided_at IS NULL;

-- The code of a printed slip: a first password, a new one, or a way in without the lost second factor.
CREATE TABLE auth.activations (
  id         uuid CONSTRAINT pk_activations PRIMARY KEY,
  user_id    uuid NOT NULL CONSTRAINT fk_activations_user REFERENCES app.users (id) ON DELETE RESTRICT,
  kind       text NOT NULL CONSTRAINT ck_activations_kind CHECK (kind IN ('activation', 'reset', 'second_factor')),
  code_hash  bytea NOT NULL CONSTRAINT uq_activations_code UNIQUE CONSTRAINT ck_activations_hash CHECK (octet_length(code_hash) = 32),
  made_by    uuid CONSTRAINT fk_activations_made_by REFERENCES app.users (id) ON DELETE RESTRICT,
  made_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  voided_at  timestamptz,
  CONSTRAINT ck_activations_day CHECK (expires_at > made_at AND expires_at <= made_at + interval '24 hours')
);
CREATE INDEX ix_activations_user ON auth.activations (user_id);

CREATE TABLE auth.sessions (
  id            uuid CONSTRAINT pk_sessions PRIMARY KEY,
  user_id       uuid NOT NULL CONSTRAINT fk_sessions_user REFERENCES app.users (id) ON DELETE RESTRICT,
  token_hash    bytea NOT NULL CONSTRAINT uq_sessions_token UNIQUE CONSTRAINT ck_sessions_hash CHECK (octet_length(token_hash) = 32),
  -- 'enrolment': the password was right, but a second factor is demanded and there is none yet.
  stage         text NOT NULL CONSTRAINT ck_sessions_stage CHECK (stage IN ('full', 'enrolment')),
  opened_at     timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  stepped_up_at timestamptz,
  address       text NOT NULL,
  user_agent    text NOT NULL,
  ended_at      timestamptz,
  ended_by      uuid CONSTRAINT fk_sessions_ended_by REFERENCES app.users (id) ON DELETE RESTRICT,
  end_reason    text CONSTRAINT ck_sessions_end_reason CHECK
                (end_reason IN ('sign_out', 'revoked', 'replaced', 'password_changed', 'user_disabled', 'second_factor_changed')),
  version       integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX ix_sessions_user ON auth.sessions (user_id, opened_at) WHERE ended_at IS NULL;
-- Written at most once a minute, outside the log (rulings 3 and 4).
CREATE TABLE auth.session_seen (
  session_id   uuid CONSTRAINT pk_session_seen PRIMARY KEY CONSTRAINT fk_session_seen_session REFERENCES auth.sessions (id) ON DELETE RESTRICT,
  last_seen_at timestamptz NOT NULL
);

-- A browser that signed this user in before: the failures of strangers elsewhere do not slow it down.
CREATE TABLE auth.devices (
  id            uuid CONSTRAINT pk_devices PRIMARY KEY,
  user_id       uuid NOT NULL CONSTRAINT fk_devices_user REFERENCES app.users (id) ON DELETE RESTRICT,
  token_hash    bytea NOT NULL CONSTRAINT ck_devices_hash CHECK (octet_length(token_hash) = 32),
  first_seen_at timestamptz NOT NULL,
  CONSTRAINT uq_devices_user_token UNIQUE (user_id, token_hash)
);
CREATE INDEX ix_devices_token ON auth.devices (token_hash);

CREATE TABLE auth.api_keys (
  id         uuid CONSTRAINT pk_api_keys PRIMARY KEY,
  user_id    uuid NOT NULL CONSTRAINT fk_api_keys_user REFERENCES app.users (id) ON DELETE RESTRICT,
  name       text NOT NULL CONSTRAINT ck_api_keys_name CHECK (length(btrim(name)) BETWEEN 1 AND 100),
  key_hash   bytea NOT NULL CONSTRAINT uq_api_keys_hash UNIQUE CONSTRAINT ck_api_keys_hash CHECK (octet_length(key_hash) = 32),
  scopes     text[] NOT NULL CONSTRAINT ck_api_keys_scopes CHECK (cardinality(scopes) BETWEEN 1 AND 100),
  made_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by uuid CONSTRAINT fk_api_keys_revoked_by REFERENCES app.users (id) ON DELETE RESTRICT,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_api_keys_year CHECK (expires_at > made_at AND expires_at <= made_at + interval '366 days')
);
CREATE INDEX ix_api_keys_user ON auth.api_keys (user_id);

-- What a user is told about their own account at the next look (ASVS 6.3.5 and 6.3.7; there is no e-mail).
CREATE TABLE auth.notices (
  id      uuid CONSTRAINT pk_notices PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL CONSTRAINT fk_notices_user REFERENCES app.users (id) ON DELETE RESTRICT,
  kind    text NOT NULL CONSTRAINT ck_notices_kind CHECK (kind IN ('new_device', 'password_changed', 'reset_issued',
          'second_factor_added', 'second_factor_removed', 'second_factor_reset_issued', 'recovery_code_used', 'key_made')),
  at      timestamptz NOT NULL,
  address text NOT NULL DEFAULT '',
  read_at timestamptz
);
CREATE INDEX ix_notices_user ON auth.notices (user_id, at);

-- Failures, by keys that are digests of login, address or device: what was typed as a login may be a password.
CREATE TABLE auth.limits (
  key           text CONSTRAINT pk_limits PRIMARY KEY,
  points        integer NOT NULL,
  since         timestamptz NOT NULL,
  blocked_until timestamptz
);
CREATE INDEX ix_limits_since ON auth.limits (since);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['credentials', 'second_factors', 'totp_steps', 'recovery_codes', 'activations', 'sessions', 'session_seen',
      'devices', 'api_keys', 'notices', 'limits'] LOOP
    -- No policy: nobody but greffe_definer, which passes row-level security, sees a row.
    EXECUTE format('ALTER TABLE auth.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE auth.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON auth.%I TO greffe_definer', t);
  END LOOP;
END $$;
GRANT DELETE ON auth.limits, auth.devices TO greffe_definer;
GRANT INSERT, UPDATE ON app.users, app.role_holdings TO greffe_definer;
GRANT INSERT ON app.offices TO greffe_definer;

-- Not attached, technical (ruling 3): totp_steps, session_seen, notices, limits.
SELECT audit.attach('auth.credentials', NULL, 'user_id', '{password_hash}');
SELECT audit.attach('auth.second_factors', NULL, 'user_id', '{secret,pending}');
SELECT audit.attach('auth.recovery_codes', NULL, 'id', '{code_hash}');
SELECT audit.attach('auth.activations', NULL, 'id', '{code_hash}');
SELECT audit.attach('auth.sessions', NULL, 'id', '{token_hash}');
SELECT audit.attach('auth.devices', NULL, 'id', '{token_hash}');
SELECT audit.attach('auth.api_keys', NULL, 'id', '{key_hash}');

-- A holding is history: only its end and its approval may be written, each with who did it (ruling 29).
CREATE FUNCTION app.guard_role_holding() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.user_id, NEW.role, NEW.office_id, NEW.valid_from, NEW.granted_by)
     IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.role, OLD.office_id, OLD.valid_from, OLD.granted_by) THEN
    RAISE EXCEPTION 'a role holding keeps what it was' USING ERRCODE = '23514', CONSTRAINT = 'ck_role_holdings_fixed';
  END IF;
  IF NEW.approved_by IS DISTINCT FROM OLD.approved_by AND (OLD.approved_by IS NOT NULL OR NEW.approved_by IS DISTINCT FROM sec.uid()
     OR NEW.approved_by = OLD.user_id OR NEW.approved_by = OLD.granted_by) THEN
    RAISE EXCEPTION 'approved by a second person' USING ERRCODE = '23514', CONSTRAINT = 'ck_role_holdings_two_people';
  END IF;
  IF NEW.valid_to IS DISTINCT FROM OLD.valid_to AND NEW.ended_by IS DISTINCT FROM sec.uid() THEN
    RAISE EXCEPTION 'who ended it' USING ERRCODE = '23514', CONSTRAINT = 'ck_role_holdings_ended_by';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER t_role_holding_guard BEFORE UPDATE ON app.role_holdings FOR EACH ROW EXECUTE FUNCTION app.guard_role_holding();

-- A login never changes hands, and nobody switches their own account on or off.
CREATE FUNCTION app.guard_user() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.login <> OLD.login THEN
    RAISE EXCEPTION 'a login stays' USING ERRCODE = '23514', CONSTRAINT = 'ck_users_login_stays';
  END IF;
  IF NEW.state <> OLD.state AND OLD.id = sec.uid() AND current_user = 'greffe_app' THEN
    RAISE EXCEPTION 'not one''s own account' USING ERRCODE = '23514', CONSTRAINT = 'ck_users_own_state';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER t_user_guard BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.guard_user();

SET ROLE greffe_definer;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION auth.at_door() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(split_part(sec.verified_context(), '|', 2) = 'sign-in', false)
$$;
-- The user whom the application recognised at the door.
CREATE FUNCTION auth.door_user() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := sec.uid();
BEGIN
  IF who IS NULL OR NOT auth.at_door() THEN RAISE EXCEPTION 'not at the door' USING ERRCODE = '28000'; END IF;
  RETURN who;
END $$;
CREATE FUNCTION auth.actor() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := sec.uid();
BEGIN
  IF who IS NULL THEN RAISE EXCEPTION 'no actor' USING ERRCODE = '28000'; END IF;
  RETURN who;
END $$;

-- May the actor administer this user? Only where every role the user holds, now or later, lies within the actor's own
-- reach: whoever administers a branch cannot take over an account of the seat.
CREATE FUNCTION auth.may_manage(whom uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.has('user:manage') AND NOT EXISTS (
    SELECT 1 FROM app.role_holdings h
    WHERE h.user_id = whom AND (h.valid_to IS NULL OR h.valid_to > sec.today())
      AND h.office_id <> ALL (sec.offices_for('user:manage')))
$$;
CREATE FUNCTION auth.demand_manage(whom uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT auth.may_manage(whom) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = '42501'; END IF;
END $$;

-- Failures ------------------------------------------------------------------------------------------------------

-- Counts an attempt before it is judged, so that parallel ones cannot slip through. Returns 0, or the seconds to wait
-- (then nothing is counted). `pair`: login with address, or login with a known device: from the fifth failure on a
-- growing wait, twenty an hour. `address`: a hundred an hour. `account` (NULL for a known device): at most a hundred in a
-- row, forgotten at four an hour, so that nobody is ever locked out for good (NIST SP 800-63B-4 §3.2.2).
CREATE FUNCTION auth.try_attempt(pair text, address text, account text, device bytea, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  k text;
  r auth.limits;
  wait interval := '0';
BEGIN
  DELETE FROM auth.limits l WHERE l.since < at - interval '2 days' AND random() < 0.02;
  -- Always in this order, so that two attempts never wait for each other crosswise.
  FOREACH k IN ARRAY ARRAY['p:' || pair, 'i:' || address, 'a:' || account] LOOP
    CONTINUE WHEN k IS NULL;
    INSERT INTO auth.limits VALUES (k, 0, at, NULL) ON CONFLICT DO NOTHING;
    SELECT * INTO r FROM auth.limits l WHERE l.key = k FOR UPDATE;
    wait := greatest(wait, r.blocked_until - at);
  END LOOP;
  IF wait > interval '0' THEN RETURN ceil(extract(epoch FROM wait))::integer; END IF;
  UPDATE auth.limits l SET points = 0, since = at
    WHERE l.key IN ('p:' || pair, 'i:' || address) AND l.since <= at - interval '1 hour';
  UPDATE auth.limits l SET points = greatest(0, l.points - floor(extract(epoch FROM at - l.since) / 900)::integer),
      since = l.since + floor(extract(epoch FROM at - l.since) / 900) * interval '15 minutes'
    WHERE l.key = 'a:' || account AND l.since <= at - interval '15 minutes';
  UPDATE auth.limits l SET points = l.points + 1,
      blocked_until = CASE
        WHEN left(l.key, 1) = 'p' AND l.points + 1 >= 20 THEN greatest(l.since + interval '1 hour', at + interval '1 minute')
        WHEN left(l.key, 1) = 'p' AND l.points + 1 >= 5 THEN at + least(60, 2 ^ (l.points + 1 - 5)) * interval '1 second'
        WHEN left(l.key, 1) = 'i' AND l.points + 1 >= 100 THEN greatest(l.since + interval '1 hour', at + interval '1 minute')
        WHEN left(l.key, 1) = 'a' AND l.points + 1 >= 100 THEN at + interval '15 minutes'
      END
    WHERE l.key IN ('p:' || pair, 'i:' || address, 'a:' || account);
  -- A device that fails so often is no longer a known one.
  IF device IS NOT NULL AND EXISTS (SELECT 1 FROM auth.limits l WHERE l.key = 'p:' || pair AND l.points >= 20) THEN
    DELETE FROM auth.devices d WHERE d.token_hash = device;
  END IF;
  RETURN 0;
END $$;
-- The attempt was right (`won`) or not finished: it counts no more. A success does not clean the address as a whole.
CREATE FUNCTION auth.settle_attempt(pair text, address text, account text, won boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF won THEN
    DELETE FROM auth.limits l WHERE l.key IN ('p:' || pair, 'a:' || account);
    UPDATE auth.limits l SET points = greatest(0, l.points - 1), blocked_until = NULL WHERE l.key = 'i:' || address;
  ELSE
    UPDATE auth.limits l SET points = greatest(0, l.points - 1) WHERE l.key IN ('p:' || pair, 'i:' || address, 'a:' || account);
  END IF;
END $$;

-- Sign-in -------------------------------------------------------------------------------------------------------

CREATE FUNCTION auth.find_credential(wanted text, device bytea)
RETURNS TABLE (user_id uuid, state text, password_hash text, second_factor boolean, known_device boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.state, c.password_hash,
    EXISTS (SELECT 1 FROM auth.second_factors f WHERE f.user_id = u.id AND f.secret IS NOT NULL),
    EXISTS (SELECT 1 FROM auth.devices d WHERE d.user_id = u.id AND d.token_hash = device)
  FROM app.users u LEFT JOIN auth.credentials c ON c.user_id = u.id
  WHERE u.login = wanted AND auth.at_door()
$$;
-- The credential of the user at the door (step-up, change of password).
CREATE FUNCTION auth.my_credential() RETURNS TABLE (user_id uuid, login text, display_name text, password_hash text, second_factor boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.login, u.display_name, c.password_hash,
    EXISTS (SELECT 1 FROM auth.second_factors f WHERE f.user_id = u.id AND f.secret IS NOT NULL)
  FROM app.users u LEFT JOIN auth.credentials c ON c.user_id = u.id WHERE u.id = auth.door_user()
$$;
CREATE FUNCTION auth.set_password(new_hash text, at timestamptz, keep uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  INSERT INTO auth.credentials AS c (user_id, password_hash, changed_at) VALUES (who, new_hash, at)
    ON CONFLICT (user_id) DO UPDATE SET password_hash = new_hash, changed_at = at;
  UPDATE auth.sessions s SET ended_at = at, ended_by = who, end_reason = 'password_changed'
    WHERE s.user_id = who AND s.ended_at IS NULL AND s.id IS DISTINCT FROM keep;
  INSERT INTO auth.notices (user_id, kind, at) VALUES (who, 'password_changed', at);
END $$;
-- The same password under the parameters of today.
CREATE FUNCTION auth.rehash_password(new_hash text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.credentials c SET password_hash = new_hash WHERE c.user_id = auth.door_user()
$$;

CREATE FUNCTION auth.second_factor() RETURNS TABLE (secret text, pending text, last_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.secret, f.pending, t.last_step FROM auth.second_factors f LEFT JOIN auth.totp_steps t USING (user_id)
  WHERE f.user_id = auth.door_user()
$$;
-- True for exactly one of any number of parallel tries with one code (ASVS 6.5.1).
CREATE FUNCTION auth.take_totp_step(step bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO auth.totp_steps AS t (user_id, last_step) VALUES (auth.door_user(), step)
    ON CONFLICT (user_id) DO UPDATE SET last_step = step WHERE t.last_step < step;
  RETURN FOUND;
END $$;
CREATE FUNCTION auth.use_recovery_code(hash bytea, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  UPDATE auth.recovery_codes r SET used_at = at
    WHERE r.user_id = who AND r.code_hash = hash AND r.used_at IS NULL AND r.voided_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO auth.notices (user_id, kind, at) VALUES (who, 'recovery_code_used', at);
  RETURN true;
END $$;
CREATE FUNCTION auth.start_second_factor(new_secret text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO auth.second_factors AS f (user_id, pending) VALUES (auth.door_user(), new_secret)
    ON CONFLICT (user_id) DO UPDATE SET pending = new_secret
$$;
CREATE FUNCTION auth.replace_recovery_codes(ids uuid[], hashes bytea[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  UPDATE auth.recovery_codes r SET voided_at = at WHERE r.user_id = who AND r.used_at IS NULL AND r.voided_at IS NULL;
  INSERT INTO auth.recovery_codes (id, user_id, code_hash, made_at) SELECT i, who, h, at FROM unnest(ids, hashes) AS n (i, h);
END $$;
CREATE FUNCTION auth.confirm_second_factor(ids uuid[], hashes bytea[], at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  UPDATE auth.second_factors f SET secret = f.pending, pending = NULL, confirmed_at = at WHERE f.user_id = who AND f.pending IS NOT NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM auth.replace_recovery_codes(ids, hashes, at);
  INSERT INTO auth.notices (user_id, kind, at) VALUES (who, 'second_factor_added', at);
  RETURN true;
END $$;
CREATE FUNCTION auth.remove_second_factor(at timestamptz, keep uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  UPDATE auth.second_factors f SET secret = NULL, pending = NULL, confirmed_at = NULL WHERE f.user_id = who AND f.secret IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM auth.replace_recovery_codes('{}', '{}', at);
  UPDATE auth.sessions s SET ended_at = at, ended_by = who, end_reason = 'second_factor_changed'
    WHERE s.user_id = who AND s.ended_at IS NULL AND s.id IS DISTINCT FROM keep;
  INSERT INTO auth.notices (user_id, kind, at) VALUES (who, 'second_factor_removed', at);
END $$;

-- Sessions ------------------------------------------------------------------------------------------------------

-- `presented`: the digest of the session the browser came with; it ends, so that nobody can plant one (ASVS 7.2.4).
CREATE FUNCTION auth.open_session(new_id uuid, hash bytea, new_stage text, at timestamptz, until timestamptz, from_address text,
  agent text, device_id uuid, device bytea, presented bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  -- Locked: whoever disables the user at this moment waits, and then ends this session too.
  PERFORM 1 FROM app.users u WHERE u.id = who AND u.state = 'active' FOR SHARE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE auth.sessions s SET ended_at = at, ended_by = who, end_reason = 'replaced' WHERE s.token_hash = presented AND s.ended_at IS NULL;
  INSERT INTO auth.sessions (id, user_id, token_hash, stage, opened_at, expires_at, stepped_up_at, address, user_agent)
    VALUES (new_id, who, hash, new_stage, at, until, CASE new_stage WHEN 'full' THEN at END, from_address, agent);
  INSERT INTO auth.session_seen VALUES (new_id, at);
  IF new_stage <> 'full' THEN RETURN true; END IF;
  INSERT INTO auth.devices (id, user_id, token_hash, first_seen_at) VALUES (device_id, who, device, at) ON CONFLICT DO NOTHING;
  IF FOUND AND EXISTS (SELECT 1 FROM auth.devices d WHERE d.user_id = who AND d.token_hash <> device) THEN
    INSERT INTO auth.notices (user_id, kind, at, address) VALUES (who, 'new_device', at, from_address);
  END IF;
  RETURN true;
END $$;
-- Is this digest a device of anybody? Then the browser may keep it, else it gets a new one.
CREATE FUNCTION auth.device_known(device bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT auth.at_door() AND EXISTS (SELECT 1 FROM auth.devices d WHERE d.token_hash = device)
$$;
CREATE FUNCTION auth.session_by_hash(hash bytea) RETURNS TABLE (
  id uuid, user_id uuid, stage text, opened_at timestamptz, expires_at timestamptz, stepped_up_at timestamptz, last_seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.user_id, s.stage, s.opened_at, s.expires_at, s.stepped_up_at, n.last_seen_at
  FROM auth.sessions s JOIN auth.session_seen n ON n.session_id = s.id
  JOIN app.users u ON u.id = s.user_id AND u.state = 'active'
  WHERE s.token_hash = hash AND s.ended_at IS NULL
$$;
CREATE FUNCTION auth.see_session(which uuid, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.session_seen n SET last_seen_at = at WHERE n.session_id = which AND n.last_seen_at < at
$$;
-- A new token for the same session: after a step-up, and when enrolment makes it whole.
CREATE FUNCTION auth.renew_session(which uuid, new_hash bytea, at timestamptz, whole boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE auth.sessions s SET token_hash = new_hash, stepped_up_at = at, stage = CASE WHEN whole THEN 'full' ELSE s.stage END
    WHERE s.id = which AND s.user_id = auth.door_user() AND s.ended_at IS NULL;
  RETURN FOUND;
END $$;
-- One's own, or with user:read anybody's.
CREATE FUNCTION auth.sessions_of(whose uuid, at timestamptz, idle interval) RETURNS TABLE (
  id uuid, opened_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, stepped_up_at timestamptz, address text, user_agent text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.opened_at, n.last_seen_at, s.expires_at, s.stepped_up_at, s.address, s.user_agent
  FROM auth.sessions s JOIN auth.session_seen n ON n.session_id = s.id
  WHERE s.user_id = whose AND s.ended_at IS NULL AND s.expires_at > at AND n.last_seen_at > at - idle
    AND (whose = sec.uid() OR sec.has('user:read'))
  ORDER BY s.opened_at DESC LIMIT 200
$$;
-- Ends one session (`single`), or all but one (`keep`): one's own, or of a user one administers. Returns how many.
CREATE FUNCTION auth.end_sessions(whose uuid, single uuid, keep uuid, at timestamptz, why text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor(); ended integer;
BEGIN
  IF whose <> who THEN PERFORM auth.demand_manage(whose); END IF;
  UPDATE auth.sessions s SET ended_at = at, ended_by = who, end_reason = why
    WHERE s.user_id = whose AND s.ended_at IS NULL AND (single IS NULL OR s.id = single) AND s.id IS DISTINCT FROM keep;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$;

-- Slips: activation, reset, lost second factor --------------------------------------------------------------------

CREATE FUNCTION auth.issue_activation(new_id uuid, whom uuid, what text, hash bytea, at timestamptz, until timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor();
BEGIN
  PERFORM auth.demand_manage(whom);
  UPDATE auth.activations a SET voided_at = at WHERE a.user_id = whom AND a.kind = what AND a.used_at IS NULL AND a.voided_at IS NULL;
  INSERT INTO auth.activations (id, user_id, kind, code_hash, made_by, made_at, expires_at) VALUES (new_id, whom, what, hash, who, at, until);
  IF what <> 'activation' THEN
    INSERT INTO auth.notices (user_id, kind, at) VALUES (whom, CASE what WHEN 'reset' THEN 'reset_issued' ELSE 'second_factor_reset_issued' END, at);
  END IF;
END $$;
CREATE FUNCTION auth.find_activation(hash bytea, at timestamptz)
RETURNS TABLE (id uuid, user_id uuid, kind text, login text, display_name text, password_hash text, second_factor boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.user_id, a.kind, u.login, u.display_name, c.password_hash,
    EXISTS (SELECT 1 FROM auth.second_factors f WHERE f.user_id = u.id AND f.secret IS NOT NULL)
  FROM auth.activations a JOIN app.users u ON u.id = a.user_id AND u.state <> 'disabled'
  LEFT JOIN auth.credentials c ON c.user_id = u.id
  WHERE a.code_hash = hash AND a.used_at IS NULL AND a.voided_at IS NULL AND a.expires_at > at AND auth.at_door()
$$;
CREATE FUNCTION auth.use_activation(which uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.door_user();
BEGIN
  UPDATE auth.activations a SET used_at = at
    WHERE a.id = which AND a.user_id = who AND a.used_at IS NULL AND a.voided_at IS NULL AND a.expires_at > at;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE app.users u SET state = 'active' WHERE u.id = who AND u.state = 'invited';
  RETURN true;
END $$;
-- What its owner and an administrator see of an account: is there a password, a second factor, an open slip.
CREATE FUNCTION auth.account_of(whom uuid, at timestamptz) RETURNS TABLE (
  has_password boolean, has_second_factor boolean, recovery_codes integer, slip text, slip_expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM auth.credentials c WHERE c.user_id = whom),
    EXISTS (SELECT 1 FROM auth.second_factors f WHERE f.user_id = whom AND f.secret IS NOT NULL),
    (SELECT count(*)::integer FROM auth.recovery_codes r WHERE r.user_id = whom AND r.used_at IS NULL AND r.voided_at IS NULL),
    a.kind, a.expires_at
  FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT a.kind, a.expires_at FROM auth.activations a
    WHERE a.user_id = whom AND a.used_at IS NULL AND a.voided_at IS NULL AND a.expires_at > at ORDER BY a.made_at DESC LIMIT 1) a ON true
  WHERE whom = sec.uid() OR sec.has('user:read')
$$;

-- Roles ---------------------------------------------------------------------------------------------------------

-- The second person of ruling 29: not the one who granted, not the one who receives.
CREATE FUNCTION auth.approve_holding(which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor();
BEGIN
  UPDATE app.role_holdings h SET approved_by = who
    WHERE h.id = which AND h.approved_by IS NULL AND h.role = 'administrator' AND (h.valid_to IS NULL OR h.valid_to > sec.today())
      AND h.office_id = ANY (sec.offices_for('user:approve'));
  RETURN FOUND;
END $$;
-- Active users who hold the administrator's role today, approved, with a password: one must remain.
CREATE FUNCTION auth.other_administrators(than uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(DISTINCT u.id)::integer FROM app.users u
  JOIN app.role_holdings h ON h.user_id = u.id AND h.role = 'administrator' AND h.valid_from <= sec.today()
    AND (h.valid_to IS NULL OR h.valid_to > sec.today()) AND (h.approved_by IS NOT NULL OR h.granted_by IS NULL)
  JOIN auth.credentials c ON c.user_id = u.id
  WHERE u.state = 'active' AND u.id <> than AND sec.uid() IS NOT NULL
$$;
-- Whether somebody can be given work; all that one who may not see accounts learns of one.
CREATE FUNCTION auth.is_active(whom uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.uid() IS NOT NULL AND EXISTS (SELECT 1 FROM app.users u WHERE u.id = whom AND u.state = 'active')
$$;
-- Ends all that would let a disabled user in.
CREATE FUNCTION auth.shut_out(whom uuid, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor();
BEGIN
  PERFORM auth.end_sessions(whom, NULL, NULL, at, 'user_disabled');
  UPDATE auth.api_keys k SET revoked_at = at, revoked_by = who WHERE k.user_id = whom AND k.revoked_at IS NULL;
  UPDATE auth.activations a SET voided_at = at WHERE a.user_id = whom AND a.used_at IS NULL AND a.voided_at IS NULL;
END $$;

-- Keys ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION auth.key_by_hash(hash bytea, at timestamptz) RETURNS TABLE (id uuid, user_id uuid, scopes text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.id, k.user_id, k.scopes, k.expires_at FROM auth.api_keys k JOIN app.users u ON u.id = k.user_id AND u.state = 'active'
  WHERE k.key_hash = hash AND k.revoked_at IS NULL AND k.expires_at > at
$$;
CREATE FUNCTION auth.make_key(new_id uuid, new_name text, hash bytea, wanted text[], at timestamptz, until timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor();
BEGIN
  IF NOT sec.has('key:manage') OR NOT wanted <@ sec.my_permissions() THEN
    RAISE EXCEPTION 'a key carries no more than its maker' USING ERRCODE = '42501';
  END IF;
  INSERT INTO auth.api_keys (id, user_id, name, key_hash, scopes, made_at, expires_at) VALUES (new_id, who, new_name, hash, wanted, at, until);
  INSERT INTO auth.notices (user_id, kind, at) VALUES (who, 'key_made', at);
END $$;
-- One's own; an administrator sees (and may revoke) all.
CREATE FUNCTION auth.keys() RETURNS TABLE (id uuid, user_id uuid, owner text, name text, scopes text[], made_at timestamptz,
  expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.id, k.user_id, u.display_name, k.name, k.scopes, k.made_at, k.expires_at, k.revoked_at
  FROM auth.api_keys k JOIN app.users u ON u.id = k.user_id
  WHERE sec.has('key:manage') AND (k.user_id = sec.uid() OR sec.has('user:manage'))
$$;
CREATE FUNCTION auth.revoke_key(which uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := auth.actor();
BEGIN
  UPDATE auth.api_keys k SET revoked_at = at, revoked_by = who
    WHERE k.id = which AND k.revoked_at IS NULL AND (k.user_id = who OR sec.has('user:manage'));
  RETURN FOUND;
END $$;

-- Notices -------------------------------------------------------------------------------------------------------

CREATE FUNCTION auth.my_notices() RETURNS TABLE (id uuid, kind text, at timestamptz, address text, read_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT n.id, n.kind, n.at, n.address, n.read_at FROM auth.notices n WHERE n.user_id = sec.uid() ORDER BY n.at DESC, n.id LIMIT 100
$$;
CREATE FUNCTION auth.read_notices(moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.notices n SET read_at = moment WHERE n.user_id = sec.uid() AND n.read_at IS NULL
$$;

-- The console: only greffe_owner ----------------------------------------------------------------------------------

-- The first administrator (ruling 29). 'made', 'renewed' (the slip ran out before anybody used it) or 'refused'.
CREATE FUNCTION auth.bootstrap_administrator(new_user uuid, new_holding uuid, new_office uuid, new_slip uuid, new_login text, new_name text,
  hash bytea, at timestamptz) RETURNS TABLE (outcome text, login text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE someone app.users; office uuid;
BEGIN
  PERFORM pg_advisory_xact_lock(7203117);
  SELECT u.* INTO someone FROM app.users u JOIN app.role_holdings h ON h.user_id = u.id AND h.role = 'administrator'
    AND (h.valid_to IS NULL OR h.valid_to > sec.today()) AND (h.approved_by IS NOT NULL OR h.granted_by IS NULL)
    WHERE u.state <> 'disabled' ORDER BY u.state = 'active' DESC LIMIT 1;
  IF someone.state = 'active' THEN RETURN QUERY SELECT 'refused', someone.login; RETURN; END IF;
  IF someone.id IS NULL THEN
    SELECT o.id INTO office FROM app.offices o WHERE o.parent_id IS NULL AND o.valid_to IS NULL ORDER BY o.kind <> 'root', o.code LIMIT 1;
    IF office IS NULL THEN
      office := new_office;
      INSERT INTO app.offices (id, code, kind, name_fr, name_en, valid_from) VALUES (office, 'ROOT', 'root', 'Racine', 'Root', '1960-09-22');
    END IF;
    INSERT INTO app.users (id, login, display_name) VALUES (new_user, new_login, new_name) RETURNING * INTO someone;
    INSERT INTO app.role_holdings (id, user_id, role, office_id, valid_from) VALUES (new_holding, new_user, 'administrator', office, sec.today());
    outcome := 'made';
  ELSE
    outcome := 'renewed';
  END IF;
  UPDATE auth.activations a SET voided_at = at WHERE a.user_id = someone.id AND a.used_at IS NULL AND a.voided_at IS NULL;
  INSERT INTO auth.activations (id, user_id, kind, code_hash, made_at, expires_at)
    VALUES (new_slip, someone.id, 'activation', hash, at, at + interval '24 hours');
  login := someone.login;
  RETURN NEXT;
END $$;
-- For the demo and for tests: an account as it is after activation (invited when there is no password).
CREATE FUNCTION auth.seed_user(new_id uuid, new_login text, new_name text, new_locale text, hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO app.users (id, login, display_name, locale, state)
    VALUES (new_id, new_login, new_name, new_locale, CASE WHEN hash IS NULL THEN 'invited' ELSE 'active' END);
  IF hash IS NOT NULL THEN INSERT INTO auth.credentials (user_id, password_hash, changed_at) VALUES (new_id, hash, now()); END IF;
END $$;
CREATE FUNCTION auth.seed_holding(new_id uuid, whom uuid, new_role text, office uuid, since date, until date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO app.role_holdings (id, user_id, role, office_id, valid_from, valid_to) VALUES (new_id, whom, new_role, office, since, until)
$$;

-- Every function of the schema to the runtime, save the helpers and the console's.
DO $$
DECLARE f regprocedure; runtime boolean;
BEGIN
  FOR f, runtime IN
    SELECT p.oid::regprocedure, p.proname NOT IN ('bootstrap_administrator', 'seed_user', 'seed_holding', 'at_door', 'door_user', 'actor',
      'demand_manage')
    FROM pg_proc p WHERE p.pronamespace = 'auth'::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF runtime THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO greffe_app', f); END IF;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION auth.bootstrap_administrator(uuid, uuid, uuid, uuid, text, text, bytea, timestamptz),
  auth.seed_user(uuid, text, text, text, text), auth.seed_holding(uuid, uuid, text, uuid, date, date), auth.may_manage(uuid) TO greffe_owner;
RESET ROLE;

-- Rights are given only inside the giver's own reach, and never to oneself.
CREATE POLICY p_role_holdings_reach ON app.role_holdings AS RESTRICTIVE FOR INSERT
  WITH CHECK (user_id <> (SELECT sec.uid()) AND office_id = ANY ((SELECT sec.offices_for('user:manage'))::uuid[]));
CREATE POLICY p_role_holdings_reach_update ON app.role_holdings AS RESTRICTIVE FOR UPDATE
  USING (office_id = ANY ((SELECT sec.offices_for('user:manage'))::uuid[]));
CREATE POLICY p_users_reach ON app.users AS RESTRICTIVE FOR UPDATE USING (id = (SELECT sec.uid()) OR auth.may_manage(id));
