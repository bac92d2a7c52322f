DROP POLICY p_sittings_read ON app.sittings;
DROP POLICY p_court_sessions_read ON app.court_sessions;
DROP TABLE app.hearing_called, app.hearings, app.sitting_judges, app.sittings, app.court_sessions;
SET ROLE greffe_definer;
DROP FUNCTION app.hearing_clashes(uuid), app.sitting_facts(uuid), sec.work_offices(text), app.same_case(), app.hearing_after_registration(),
  app.bench_follows(), app.bench_of_sitting(), app.session_holds_sittings(), app.sitting_in_session();
RESET ROLE;
REVOKE SELECT ON app.defendant_lawyers FROM greffe_definer;
