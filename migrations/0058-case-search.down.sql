SET ROLE greffe_definer;
DROP FUNCTION sec.find_cases(text, uuid[], text, integer);
RESET ROLE;
DROP INDEX app.ix_cases_number_key;
