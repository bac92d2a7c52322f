DROP FUNCTION sec.who_may_see(uuid), sec.case_candidates(uuid), sec.is_active_user(uuid);
DROP INDEX app.ix_person_identifiers_value, app.ix_defendants_stage, app.ix_cases_sealed;
DROP POLICY p_defendants_person_insert ON app.defendants;
DROP POLICY p_defendants_person_update ON app.defendants;
DROP POLICY p_person_names_person_insert ON app.person_names;
DROP POLICY p_person_identifiers_person_insert ON app.person_identifiers;
DROP FUNCTION sec.may_name_person(uuid);
DROP TABLE app.person_links;
