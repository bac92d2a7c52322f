DROP VIEW app.sealed_register;
DROP TABLE app.case_seal_members, app.case_exclusions, app.case_shares, app.case_assignments, app.case_history, app.victims,
  app.requalifications, app.counts, app.defendant_lawyers, app.defendants, app.person_identifiers, app.person_names, app.people,
  app.case_aliases, app.register_counters, app.cases CASCADE;
DROP FUNCTION sec.protect_case_child(regclass, text, text[]);
SET ROLE greffe_definer;
DROP FUNCTION sec.may_see_case(uuid), sec.may(uuid, text), sec.cases_for_any(text[]), sec.named_cases(),
  sec.excluded_cases(), sec.cases_for(text);
RESET ROLE;
REVOKE CREATE ON SCHEMA app FROM greffe_definer;
