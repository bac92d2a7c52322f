/**
 * Tables of app and auth without a change log (ruling 3), each with the reason. Reviewed: a line here takes a
 * table out of the log, so it needs the same care as a policy.
 */
export const exempt: Readonly<Record<string, string>> = {
  'app.idempotency_keys': 'technical: keys of retries, with a status and an id, never a body',
  'app.name_tokens': 'derived from app.person_names, which is logged',
  'app.name_index': 'derived from app.person_names and app.defendants, which are logged',
  'auth.limits': 'technical: counters of failures, by digests',
  'auth.session_seen': 'technical: when a session was last seen, once a minute',
  'auth.totp_steps': 'technical: the last time step taken; the sign-in itself is an event',
  'auth.notices': 'derived: what a logged change is told to its user',
};
