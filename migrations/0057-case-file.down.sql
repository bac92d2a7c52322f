SET ROLE greffe_definer;
DROP FUNCTION app.case_file(uuid, boolean);
DROP FUNCTION sec.permissions_in(uuid, text[]);
RESET ROLE;
