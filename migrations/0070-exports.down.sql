SET ROLE greffe_definer;
DROP FUNCTION app.defendant_names(uuid[]), app.forget_expired_exports(timestamptz);
RESET ROLE;
DROP TABLE app.export_files;
DROP TABLE app.exports;
DROP TABLE app.saved_views;
