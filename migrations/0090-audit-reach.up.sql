-- The log decides with the row policies of a table whether somebody may see what an event changed
-- (audit.event_content), so it may ask whatever the policies ask. Only functions that change nothing.
SET ROLE greffe_definer;
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.pronamespace = 'sec'::regnamespace AND r.rolname = 'greffe_definer' AND p.provolatile <> 'v'
      AND has_function_privilege('greffe_app', p.oid, 'EXECUTE') AND NOT has_function_privilege('greffe_audit', p.oid, 'EXECUTE')
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO greffe_audit', f);
  END LOOP;
END $$;
RESET ROLE;

-- Who gives a role more rights is in the log too.
SELECT audit.attach('sec.permissions', NULL, 'code');
SELECT audit.attach('sec.role_permissions', NULL, 'role,permission');
