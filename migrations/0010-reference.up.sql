-- Law, places and people of the courts as data: regimes, offences, gazetteers, professionals, rooms.
-- The rows shipped with the software are put in by the owner after the migrations (syncReferenceData), which
-- is why each of these tables has a policy for greffe_owner beside those of the runtime.

-- Spelling does not matter when someone looks for a word: no accents, no case, one space before every word,
-- so that LIKE '% tomb%' finds the beginning of any word through a trigram index.
CREATE FUNCTION app.search_key(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT ' ' || btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, words)), '[^a-z0-9]+', ' ', 'g'))
$$;
REVOKE ALL ON FUNCTION app.search_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_key(text) TO greffe_app, greffe_definer;

-- A legal regime is a row, never a list in code: an import brings its own.
CREATE TABLE app.legal_regimes (
  id             uuid PRIMARY KEY,
  code           text NOT NULL CONSTRAINT uq_legal_regimes_code UNIQUE
                 CONSTRAINT ck_legal_regimes_code CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,31}$'),
  label_fr       text NOT NULL,
  label_en       text NOT NULL,
  -- Which facts fall under its offences: [valid_from, valid_to). The codes of procedure change on another day.
  valid_from     date NOT NULL,
  valid_to       date,
  procedure_from date NOT NULL,
  procedure_to   date,
  source         text NOT NULL,
  confidence     text NOT NULL CONSTRAINT ck_legal_regimes_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_legal_regimes_period CHECK (valid_to > valid_from AND procedure_to > procedure_from)
);

CREATE TABLE app.offences (
  id             uuid PRIMARY KEY,
  code           text NOT NULL CONSTRAINT ck_offences_code CHECK (length(btrim(code)) BETWEEN 1 AND 64),
  regime         text NOT NULL CONSTRAINT fk_offences_regime REFERENCES app.legal_regimes (code) ON DELETE RESTRICT,
  label_fr       text NOT NULL,
  label_en       text NOT NULL,
  -- Empty where the text does not say, or was not read; two where it depends on the case.
  natures        text[] NOT NULL CONSTRAINT ck_offences_natures CHECK (natures <@ ARRAY['crime', 'misdemeanour', 'petty_offence']),
  -- [{code, confidence}]: V-P seen in a source, G from memory, U uncertain.
  iccs           jsonb NOT NULL DEFAULT '[]' CONSTRAINT ck_offences_iccs CHECK (jsonb_typeof(iccs) = 'array'),
  -- Counted under the ICCS code of the act behind it (a terrorist killing is a homicide with a tag).
  iccs_by_underlying_act boolean NOT NULL DEFAULT false,
  tags           text[] NOT NULL DEFAULT '{}',
  valid_from     date NOT NULL,
  valid_to       date,
  legal_text_fr  text,
  legal_text_en  text,
  -- {type, years} where known, else NULL.
  max_penalty    jsonb,
  -- Smaller is graver, at equal maximum penalty.
  gravity_order  integer NOT NULL,
  -- [{forum, validFrom, validTo, legalTextFr, legalTextEn, confidence}]: who may try it, from when (dated: lists change).
  jurisdictions  jsonb NOT NULL DEFAULT '[]' CONSTRAINT ck_offences_jurisdictions CHECK (jsonb_typeof(jurisdictions) = 'array'),
  source         text NOT NULL,
  confidence     text NOT NULL CONSTRAINT ck_offences_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  search_key     text GENERATED ALWAYS AS (app.search_key(code || ' ' || label_fr || ' ' || label_en)) STORED,
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_offences_period CHECK (valid_to > valid_from),
  CONSTRAINT ex_offences_validity EXCLUDE USING gist (code WITH =, regime WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_offences_list ON app.offences (gravity_order, code, id);

-- Forms of conflict-related sexual violence: a sub-code on a count and on a victim's harm.
CREATE TABLE app.crsv_forms (
  id           uuid PRIMARY KEY,
  code         text NOT NULL CONSTRAINT uq_crsv_forms_code UNIQUE,
  label_fr     text NOT NULL,
  label_en     text NOT NULL,
  rome_statute text,
  iccs         jsonb NOT NULL DEFAULT '[]' CONSTRAINT ck_crsv_forms_iccs CHECK (jsonb_typeof(iccs) = 'array'),
  confidence   text NOT NULL CONSTRAINT ck_crsv_forms_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  version      integer NOT NULL DEFAULT 1
);

-- A place code means something only together with its edition: ML0701 was Gao, then Ansongo.
CREATE TABLE app.gazetteer_editions (
  id           uuid PRIMARY KEY,
  code         text NOT NULL CONSTRAINT uq_gazetteer_editions_code UNIQUE
               CONSTRAINT ck_gazetteer_editions_code CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  title        text NOT NULL,
  source       text NOT NULL,
  licence      text,
  published_on date,
  version      integer NOT NULL DEFAULT 1
);

CREATE TABLE app.places (
  id               uuid PRIMARY KEY,
  edition          text NOT NULL CONSTRAINT fk_places_edition REFERENCES app.gazetteer_editions (code) ON DELETE RESTRICT,
  code             text NOT NULL CONSTRAINT ck_places_code CHECK (length(btrim(code)) BETWEEN 1 AND 64),
  kind             text NOT NULL CONSTRAINT ck_places_kind CHECK (kind IN ('country', 'region', 'cercle', 'commune', 'locality')),
  name             text NOT NULL CONSTRAINT ck_places_name CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  parent_code      text,
  lon              numeric(8, 5),
  lat              numeric(8, 5),
  -- What the source says where it cannot be true; lon and lat are then empty.
  point_as_written text,
  confidence       text NOT NULL CONSTRAINT ck_places_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  search_key       text GENERATED ALWAYS AS (app.search_key(name || ' ' || code)) STORED,
  version          integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_places_edition_code UNIQUE (edition, code),
  CONSTRAINT fk_places_parent FOREIGN KEY (edition, parent_code) REFERENCES app.places (edition, code)
    ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_places_not_own_parent CHECK (parent_code <> code),
  CONSTRAINT ck_places_point CHECK (num_nulls(lon, lat) IN (0, 2) AND lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90)
);
CREATE INDEX ix_places_list ON app.places (edition, search_key, id);
CREATE INDEX ix_places_parent ON app.places (edition, parent_code);
CREATE INDEX ix_places_search ON app.places USING gin (search_key public.gin_trgm_ops);

-- Which unit became which, from one edition to another.
CREATE TABLE app.place_links (
  id           uuid PRIMARY KEY,
  from_edition text NOT NULL,
  from_code    text NOT NULL,
  to_edition   text NOT NULL,
  to_code      text NOT NULL,
  -- Part of the old unit's area that lies in the new one, 0 to 1; NULL where nobody measured it.
  share        numeric(4, 3) CONSTRAINT ck_place_links_share CHECK (share > 0 AND share <= 1),
  confidence   text NOT NULL CONSTRAINT ck_place_links_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  version      integer NOT NULL DEFAULT 1,
  CONSTRAINT uq_place_links_pair UNIQUE (from_edition, from_code, to_edition, to_code),
  CONSTRAINT fk_place_links_from FOREIGN KEY (from_edition, from_code) REFERENCES app.places (edition, code) ON DELETE RESTRICT,
  CONSTRAINT fk_place_links_to FOREIGN KEY (to_edition, to_code) REFERENCES app.places (edition, code) ON DELETE RESTRICT,
  CONSTRAINT ck_place_links_editions CHECK (from_edition <> to_edition)
);
CREATE INDEX ix_place_links_to ON app.place_links (to_edition, to_code);

-- Judges, prosecutors, lawyers, interpreters, experts and clerks who appear in files, with or without an account.
CREATE TABLE app.professionals (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL CONSTRAINT ck_professionals_kind CHECK
             (kind IN ('judge', 'prosecutor', 'lawyer', 'interpreter', 'expert', 'clerk')),
  name       text NOT NULL CONSTRAINT ck_professionals_name CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  -- A lawyer's bar, else the court or office.
  bar        text CONSTRAINT ck_professionals_bar CHECK (bar IS NULL OR kind = 'lawyer'),
  office_id  uuid CONSTRAINT fk_professionals_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  specialty  text,
  -- ISO 639 codes (fr, bm, ses…), of interpreters above all.
  languages  text[] NOT NULL DEFAULT '{}',
  valid_from date NOT NULL,
  valid_to   date,
  search_key text GENERATED ALWAYS AS (app.search_key(name)) STORED,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_professionals_period CHECK (valid_to > valid_from)
);
CREATE INDEX ix_professionals_list ON app.professionals (search_key, id);
CREATE INDEX ix_professionals_office ON app.professionals (office_id);

CREATE TABLE app.rooms (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL CONSTRAINT fk_rooms_office REFERENCES app.offices (id) ON DELETE RESTRICT,
  name       text NOT NULL CONSTRAINT ck_rooms_name CHECK (length(btrim(name)) BETWEEN 1 AND 120),
  valid_from date NOT NULL,
  valid_to   date,
  version    integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_rooms_period CHECK (valid_to > valid_from),
  CONSTRAINT ex_rooms_name EXCLUDE USING gist (office_id WITH =, lower(name) WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ix_rooms_list ON app.rooms (name, id);

-- Reference data: everybody who is signed in reads it, few may write it.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['legal_regimes', 'offences', 'crsv_forms', 'gazetteer_editions', 'places', 'place_links'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY p_%s_read ON app.%I FOR SELECT USING ((SELECT sec.uid()) IS NOT NULL)', t, t);
    EXECUTE format('CREATE POLICY p_%s_insert ON app.%I FOR INSERT WITH CHECK ((SELECT sec.has(''reference:write'')))', t, t);
    EXECUTE format('CREATE POLICY p_%s_update ON app.%I FOR UPDATE USING ((SELECT sec.has(''reference:write'')))', t, t);
    EXECUTE format('CREATE POLICY p_%s_shipped ON app.%I TO greffe_owner USING (true) WITH CHECK (true)', t, t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO greffe_app', t);
    EXECUTE format('GRANT SELECT ON app.%I TO greffe_definer', t);
  END LOOP;
END $$;

-- Names of staff are hidden from UN roles (domain notes §11.3, rule 13): those hold no professional:read.
ALTER TABLE app.professionals ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.professionals FORCE ROW LEVEL SECURITY;
CREATE POLICY p_professionals_read ON app.professionals FOR SELECT USING ((SELECT sec.has('professional:read')));
CREATE POLICY p_professionals_insert ON app.professionals FOR INSERT WITH CHECK (
  CASE WHEN office_id IS NULL THEN (SELECT sec.has('professional:write'))
       ELSE office_id = ANY ((SELECT sec.offices_for('professional:write'))::uuid[]) END);
CREATE POLICY p_professionals_update ON app.professionals FOR UPDATE USING (
  CASE WHEN office_id IS NULL THEN (SELECT sec.has('professional:write'))
       ELSE office_id = ANY ((SELECT sec.offices_for('professional:write'))::uuid[]) END);
GRANT SELECT, INSERT, UPDATE ON app.professionals TO greffe_app;
GRANT SELECT ON app.professionals TO greffe_definer;

ALTER TABLE app.rooms ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.rooms FORCE ROW LEVEL SECURITY;
CREATE POLICY p_rooms_read ON app.rooms FOR SELECT USING ((SELECT sec.uid()) IS NOT NULL);
CREATE POLICY p_rooms_insert ON app.rooms FOR INSERT WITH CHECK (office_id = ANY ((SELECT sec.offices_for('reference:write'))::uuid[]));
CREATE POLICY p_rooms_update ON app.rooms FOR UPDATE USING (office_id = ANY ((SELECT sec.offices_for('reference:write'))::uuid[]));
GRANT SELECT, INSERT, UPDATE ON app.rooms TO greffe_app;
GRANT SELECT ON app.rooms TO greffe_definer;

SELECT audit.attach(t) FROM unnest(ARRAY['app.legal_regimes', 'app.offences', 'app.crsv_forms', 'app.gazetteer_editions',
  'app.places', 'app.place_links', 'app.professionals', 'app.rooms']::regclass[]) AS t;
