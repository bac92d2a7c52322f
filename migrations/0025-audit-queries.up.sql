-- Reading the log. Nothing reads schema audit directly (ruling 7): these functions give the events in the caller's
-- scope, and a payload only to who may read the row that it is about.

-- Where the actor may read the log: offices with everything below them and the people who hold a role there.
-- `everywhere` is the whole installation (an office without a parent): then `cases` are those behind a wall (sealed,
-- excluded), which stay invisible; else `cases` are those in scope. Asked for once a query.
CREATE FUNCTION sec.audit_scope(OUT everywhere boolean, OUT offices uuid[], OUT actors uuid[], OUT cases uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  excluded uuid[] := sec.excluded_cases();
  named uuid[] := sec.named_cases();
BEGIN
  offices := sec.offices_for('audit:read');
  everywhere := EXISTS (SELECT 1 FROM app.offices o WHERE o.id = ANY (offices) AND o.parent_id IS NULL);
  actors := ARRAY(SELECT DISTINCT h.user_id FROM app.role_holdings h WHERE h.office_id = ANY (offices));
  IF everywhere THEN
    cases := ARRAY(SELECT c.id FROM app.cases c WHERE c.sealed AND NOT c.id = ANY (named) UNION SELECT unnest(excluded));
  ELSE
    cases := ARRAY(SELECT c.id FROM app.cases c WHERE c.office_id = ANY (offices)
      AND NOT c.id = ANY (excluded) AND (NOT c.sealed OR c.id = ANY (named)));
  END IF;
END $$;
REVOKE ALL ON FUNCTION sec.audit_scope() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.audit_scope() TO greffe_audit;
ALTER FUNCTION sec.audit_scope() OWNER TO greffe_definer;

SET ROLE greffe_audit;

CREATE TYPE audit.event_view AS (
  id bigint, at timestamptz, kind text, op text, tbl text, pk text, row_version bigint, case_id uuid,
  actor uuid, actor_name text, ip text, request text, reason text, out_of_band boolean, detail jsonb
);

CREATE FUNCTION audit.view_of(e audit.event) RETURNS audit.event_view
LANGUAGE plpgsql STABLE AS $$
DECLARE m jsonb := e.meta::jsonb;
BEGIN
  RETURN ROW(e.id, e.at, e.kind, m ->> 'op', m ->> 'table', m ->> 'pk', (m ->> 'row_version')::bigint, e.case_id,
    e.actor, sec.display_name(e.actor), m ->> 'ip', m ->> 'request', m ->> 'reason', (m ->> 'out_of_band')::boolean,
    nullif(m -> 'detail', 'null'))::audit.event_view;
END $$;

-- Events in the scope of `audit:read`, newest first, those before event `before`. An event of a case goes by the
-- case; one without a case by its office or by where its actor holds a role; what is left (the schema, failed
-- sign-ins) is for those whose scope is the whole installation. NULL filters nothing.
CREATE FUNCTION audit.events(
  only_id bigint, only_case uuid, only_actor uuid, only_kind text, only_table text,
  since timestamptz, until timestamptz, before bigint, want integer
) RETURNS SETOF audit.event_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  scope record := sec.audit_scope();
  -- Only the filters that are there, so that each question finds its index.
  filters text := concat(
    ' e.id < $8',
    CASE WHEN only_id IS NOT NULL THEN ' AND e.id = $1' END,
    CASE WHEN only_actor IS NOT NULL THEN ' AND e.actor = $3' END,
    CASE WHEN only_kind IS NOT NULL THEN ' AND e.kind = $4' END,
    CASE WHEN only_table IS NOT NULL THEN ' AND e.tbl = $5' END,
    CASE WHEN since IS NOT NULL THEN ' AND e.at >= $6' END,
    CASE WHEN until IS NOT NULL THEN ' AND e.at < $7' END);
  ending text := ' ORDER BY e.id DESC LIMIT $9';
  question text;
BEGIN
  IF NOT sec.has('audit:read') OR (only_case IS NOT NULL AND NOT sec.may(only_case, 'audit:read')) THEN RETURN; END IF;
  question := CASE
    WHEN only_case IS NOT NULL THEN
      '(SELECT e AS event FROM audit.event e WHERE e.case_id = $2 AND' || filters || ending || ') UNION ALL
       (SELECT e FROM audit.access_case a JOIN audit.event e ON e.id = a.event_id
        WHERE a.case_id = $2 AND a.event_id < $8 AND' || filters || ' ORDER BY a.event_id DESC LIMIT $9)'
    WHEN scope.everywhere THEN
      'SELECT e AS event FROM audit.event e WHERE' || filters
        || CASE WHEN cardinality(scope.cases) > 0 THEN ' AND (e.case_id IS NULL OR e.case_id <> ALL ($12))' ELSE '' END || ending
    ELSE
      'SELECT e AS event FROM audit.event e WHERE' || filters
        || ' AND CASE WHEN e.case_id IS NOT NULL THEN e.case_id = ANY ($12)
                      ELSE e.actor = ANY ($11) OR e.office = ANY ($10) END' || ending
    END;
  RETURN QUERY EXECUTE 'SELECT v.* FROM (' || question || ') q CROSS JOIN LATERAL audit.view_of(q.event) v ORDER BY v.id DESC LIMIT $9'
    USING only_id, only_case, only_actor, only_kind, only_table, since, until, coalesce(before, 9223372036854775807),
      least(want, 1000), scope.offices, scope.actors, scope.cases;
END $$;

-- One event with the very bytes that were hashed, and what it commits to where the caller may read the row now:
-- this function sees tables under the policies of whoever asks.
CREATE FUNCTION audit.event_content(event bigint, OUT meta text, OUT leaf_hash text, OUT salt text, OUT body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  shown audit.event_view;
  rel regclass;
  readable boolean := false;
BEGIN
  SELECT * INTO shown FROM audit.events(event, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
  IF NOT FOUND THEN RETURN; END IF;
  SELECT e.meta, encode(e.leaf_hash, 'hex') INTO meta, leaf_hash FROM audit.event e WHERE e.id = event;
  rel := to_regclass(shown.tbl);
  IF shown.kind = 'change' AND rel IS NOT NULL AND shown.pk ~ '^[0-9a-f-]{36}$'
     AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = rel AND a.attname = 'id' AND a.atttypid = 'uuid'::regtype) THEN
    BEGIN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE id = $1)', rel) INTO readable USING shown.pk::uuid;
    EXCEPTION WHEN insufficient_privilege THEN readable := false;
    END;
  END IF;
  IF readable THEN
    SELECT encode(p.salt, 'hex'), p.body INTO salt, body FROM audit.payload p WHERE p.event_id = event;
  END IF;
END $$;

-- Who looked at this case: openings in full; of lists and searches that showed it, who and when.
CREATE FUNCTION audit.case_access(of_case uuid, before bigint, want integer) RETURNS SETOF audit.event_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.may(of_case, 'case:access:read') THEN RETURN; END IF;
  RETURN QUERY
    SELECT v.id, v.at, v.kind, v.op, v.tbl, CASE WHEN q.own THEN v.pk END, v.row_version, CASE WHEN q.own THEN v.case_id END,
      v.actor, v.actor_name, NULL::text, NULL::text, CASE WHEN q.own THEN v.reason END, v.out_of_band,
      CASE WHEN q.own AND v.kind NOT IN ('list', 'search') THEN v.detail END
    FROM (
      (SELECT e AS event, true AS own FROM audit.event e
        WHERE e.case_id = of_case AND e.id < coalesce(before, 9223372036854775807) AND e.kind NOT IN ('change', 'ddl')
        ORDER BY e.id DESC LIMIT want)
      UNION ALL
      (SELECT e, false FROM audit.access_case a JOIN audit.event e ON e.id = a.event_id
        WHERE a.case_id = of_case AND a.event_id < coalesce(before, 9223372036854775807)
        ORDER BY a.event_id DESC LIMIT want)
    ) q CROSS JOIN LATERAL audit.view_of(q.event) v
    ORDER BY v.id DESC LIMIT least(want, 1000);
END $$;

-- One's own traces.
CREATE FUNCTION audit.own_events(before bigint, want integer) RETURNS SETOF audit.event_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.has('audit:own:read') THEN RETURN; END IF;
  RETURN QUERY
    SELECT v.* FROM (
      SELECT e AS event FROM audit.event e
      WHERE e.actor = sec.uid() AND e.id < coalesce(before, 9223372036854775807)
      ORDER BY e.id DESC LIMIT least(want, 1000)
    ) q CROSS JOIN LATERAL audit.view_of(q.event) v
    ORDER BY v.id DESC;
END $$;

GRANT EXECUTE ON FUNCTION audit.events(bigint, uuid, uuid, text, text, timestamptz, timestamptz, bigint, integer),
  audit.event_content(bigint), audit.case_access(uuid, bigint, integer), audit.own_events(bigint, integer) TO greffe_app;
RESET ROLE;
