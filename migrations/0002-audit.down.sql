-- The triggers on other tables depend on functions of this schema and go with it.
SET ROLE greffe_audit;
DROP SCHEMA audit CASCADE;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
RESET ROLE;
