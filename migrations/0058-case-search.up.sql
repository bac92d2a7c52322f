-- Looking for a case by what is remembered of it. Text operators may not run before a row policy, so under the
-- policies no index of words could be used (security notes §2.2); here the candidates come from the indexes, a
-- bounded number of them, and only those the actor may see go out. Nothing tells how many there were.
CREATE INDEX ix_cases_number_key ON app.cases (upper(regexp_replace(number, '[^A-Za-z0-9]', '', 'g')) text_pattern_ops);

-- `key`: letters and digits of what was typed, in capitals, or ''; `persons`: people found by name; `words`: a
-- search key of the offence catalogue, or ''. Each row says by what it was found.
CREATE FUNCTION sec.find_cases(key text, persons uuid[], words text, want integer) RETURNS TABLE (case_id uuid, found_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  offices  uuid[] := sec.offices_for_any('{case:read}');
  singles  uuid[] := sec.cases_for_any('{case:read}');
  excluded uuid[] := sec.excluded_cases();
  named    uuid[] := sec.named_cases();
  people   uuid[] := CASE WHEN sec.has('defendant:read') AND sec.has('person:read') THEN persons ELSE '{}' END;
  most     integer := least(want, 100);
BEGIN
  IF sec.uid() IS NULL THEN RETURN; END IF;
  RETURN QUERY
  WITH candidates AS (
    (SELECT c.id, 'number' AS by, 1 AS rank FROM app.cases c
      WHERE length(key) >= 4 AND upper(regexp_replace(c.number, '[^A-Za-z0-9]', '', 'g')) LIKE key || '%' LIMIT 300)
    UNION ALL
    (SELECT a.case_id, 'old_number', 2 FROM app.case_aliases a WHERE length(key) >= 3 AND a.search_key LIKE key || '%' LIMIT 300)
    UNION ALL
    (SELECT d.case_id, 'defendant', 3 FROM app.defendants d WHERE d.person_id = ANY (people) LIMIT 1000)
    UNION ALL
    -- The newest of each office of mine that has such a count.
    (SELECT x.id, 'charge', 4 FROM app.offences f
      CROSS JOIN LATERAL (SELECT k.case_id AS id FROM app.counts k WHERE k.offence_id = f.id ORDER BY k.case_id DESC LIMIT 500) x
      WHERE btrim(words) <> '' AND sec.has('count:read') AND f.search_key LIKE '%' || words || '%')
  )
  SELECT s.id, s.by FROM (
    SELECT DISTINCT ON (k.id) k.id, k.by, k.rank FROM candidates k ORDER BY k.id, k.rank
  ) s JOIN app.cases c ON c.id = s.id
  WHERE (c.office_id = ANY (offices) OR c.id = ANY (singles))
    AND NOT c.id = ANY (excluded) AND (NOT c.sealed OR c.id = ANY (named))
  ORDER BY s.rank, c.registered_on DESC, c.id DESC LIMIT most;
END $$;
REVOKE ALL ON FUNCTION sec.find_cases(text, uuid[], text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.find_cases(text, uuid[], text, integer) TO greffe_app, greffe_audit;
ALTER FUNCTION sec.find_cases(text, uuid[], text, integer) OWNER TO greffe_definer;
