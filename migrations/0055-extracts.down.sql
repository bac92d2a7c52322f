SET ROLE greffe_definer;
DROP VIEW app.case_extracts_inspector, app.case_extracts_victim_support, app.case_extracts_prison, app.case_extract_base;
DROP FUNCTION app.initials(text), sec.extract_group();
RESET ROLE;
