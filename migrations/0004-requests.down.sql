DROP TABLE app.idempotency_keys;
