SET ROLE greffe_definer;
REVOKE EXECUTE ON FUNCTION sec.index_names(uuid[], text[], text[], text[]) FROM greffe_owner;
RESET ROLE;
DROP TABLE app.installation;
DROP FUNCTION app.keep_mark();
