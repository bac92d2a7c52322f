-- What a retry over a bad line needs: one key, one effect. Claimed in the transaction of the work itself.
CREATE TABLE app.idempotency_keys (
  actor_id    uuid NOT NULL,
  key         text NOT NULL CONSTRAINT ck_idempotency_keys_key CHECK (length(key) BETWEEN 8 AND 100),
  -- SHA-256 of method, path and body: the same key with another request is refused.
  fingerprint bytea NOT NULL,
  status      integer,
  resource_id uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pk_idempotency_keys PRIMARY KEY (actor_id, key)
);
CREATE INDEX ix_idempotency_keys_created ON app.idempotency_keys (created_at);
ALTER TABLE app.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY p_idempotency_keys_own ON app.idempotency_keys USING (actor_id = (SELECT sec.uid()));
GRANT SELECT, INSERT, UPDATE ON app.idempotency_keys TO greffe_app;
