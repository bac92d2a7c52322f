SET ROLE greffe_definer;
DROP FUNCTION app.import_law(jsonb, jsonb, jsonb), app.import_actor(text), app.imports_to_resume();
RESET ROLE;
REVOKE INSERT ON app.legal_regimes, app.offences FROM greffe_definer;
DROP TABLE app.import_keys;
DROP TABLE app.import_problems;
DROP TABLE app.import_files;
DROP TABLE app.imports;
