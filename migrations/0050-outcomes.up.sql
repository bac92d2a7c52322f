-- Outcomes per defendant and count, sentences, damages, remedies. Nothing decided is ever written over: a retrial, a
-- commutation or a correction is a new record that names the one it took the place of.

-- What can become of a count. Rows, not a list in code: an import brings the outcomes of its own law (regime).
CREATE TABLE app.outcome_types (
  id                   uuid PRIMARY KEY,
  code                 text NOT NULL CONSTRAINT uq_outcome_types_code UNIQUE
                       CONSTRAINT ck_outcome_types_code CHECK (code ~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$'),
  regime               text CONSTRAINT fk_outcome_types_regime REFERENCES app.legal_regimes (code) ON DELETE RESTRICT,
  -- A judgment on the merits (domain notes §8.1, rule 2): the count was tried.
  tried                boolean NOT NULL,
  convicted            boolean NOT NULL,
  -- Ends the count; a warrant against somebody who did not appear does not.
  ends_count           boolean NOT NULL DEFAULT true,
  -- Stage of the defendant once every count has its outcome; NULL where it moves nobody. The smallest rank decides.
  stage                text CONSTRAINT ck_outcome_types_stage CHECK (stage ~ '^D\d\d$'),
  stage_in_absence     text CONSTRAINT ck_outcome_types_stage_in_absence CHECK (stage_in_absence ~ '^D\d\d$'),
  rank                 integer NOT NULL,
  label_fr             text NOT NULL,
  label_en             text NOT NULL,
  confidence           text NOT NULL CONSTRAINT ck_outcome_types_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  version              integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_outcome_types_convicted CHECK (tried OR NOT convicted)
);

CREATE TABLE app.sentence_types (
  id         uuid PRIMARY KEY,
  code       text NOT NULL CONSTRAINT uq_sentence_types_code UNIQUE
             CONSTRAINT ck_sentence_types_code CHECK (code ~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$'),
  regime     text CONSTRAINT fk_sentence_types_regime REFERENCES app.legal_regimes (code) ON DELETE RESTRICT,
  -- Larger is graver; a commutation only goes down. NULL: not compared (an import's own types).
  severity   integer,
  -- Has a duration always ('required'), sometimes ('optional') or never ('none').
  duration   text NOT NULL CONSTRAINT ck_sentence_types_duration CHECK (duration IN ('required', 'optional', 'none')),
  label_fr   text NOT NULL,
  label_en   text NOT NULL,
  confidence text NOT NULL CONSTRAINT ck_sentence_types_confidence CHECK (confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  version    integer NOT NULL DEFAULT 1
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['outcome_types', 'sentence_types'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY p_%s_read ON app.%I FOR SELECT USING ((SELECT sec.uid()) IS NOT NULL)', t, t);
    EXECUTE format('CREATE POLICY p_%s_insert ON app.%I FOR INSERT WITH CHECK ((SELECT sec.has(''reference:write'')))', t, t);
    EXECUTE format('CREATE POLICY p_%s_update ON app.%I FOR UPDATE USING ((SELECT sec.has(''reference:write'')))', t, t);
    EXECUTE format('CREATE POLICY p_%s_shipped ON app.%I TO greffe_owner USING (true) WITH CHECK (true)', t, t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO greffe_app', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO greffe_definer', t);
    PERFORM audit.attach(('app.' || t)::regclass);
  END LOOP;
END $$;

INSERT INTO app.outcome_types (id, code, tried, convicted, ends_count, stage, stage_in_absence, rank, label_fr, label_en, confidence) VALUES
  ('01900000-0000-7000-8000-000000005001', 'convicted', true, true, true, 'D40', 'D41', 10, 'Condamné', 'Convicted', 'V-P'),
  ('01900000-0000-7000-8000-000000005002', 'absolved', true, false, true, 'D43', NULL, 20, 'Absous ou dispensé de peine', 'Absolved or exempt from penalty', 'V-P'),
  ('01900000-0000-7000-8000-000000005003', 'acquitted', true, false, true, 'D42', NULL, 30, 'Acquitté ou relaxé', 'Acquitted', 'V-P'),
  ('01900000-0000-7000-8000-000000005004', 'no_case_to_answer', false, false, true, 'D21', NULL, 40, 'Non-lieu', 'No case to answer', 'G'),
  ('01900000-0000-7000-8000-000000005005', 'extinguished', false, false, true, 'D44', NULL, 50, 'Action publique éteinte', 'Prosecution extinguished', 'V-P'),
  ('01900000-0000-7000-8000-000000005006', 'jurisdiction_declined', false, false, true, 'D45', NULL, 60, 'Incompétence', 'Jurisdiction declined', 'V-P'),
  ('01900000-0000-7000-8000-000000005007', 'withdrawn', false, false, true, NULL, NULL, 70, 'Abandonné par le parquet', 'Withdrawn by the prosecution', 'G'),
  ('01900000-0000-7000-8000-000000005008', 'warrant_issued', false, false, false, NULL, NULL, 80, 'Mandat décerné, non comparant', 'Warrant issued, did not appear', 'G');

-- Domain notes §2.5.
INSERT INTO app.sentence_types (id, code, severity, duration, label_fr, label_en, confidence) VALUES
  ('01900000-0000-7000-8000-000000005101', 'DEATH', 70, 'none', 'Peine de mort', 'Death', 'V-L'),
  ('01900000-0000-7000-8000-000000005102', 'LIFE', 60, 'none', 'Réclusion à perpétuité', 'Life imprisonment', 'V-L'),
  ('01900000-0000-7000-8000-000000005103', 'FIXED_TERM_CRIMINAL', 50, 'required', 'Réclusion à temps', 'Criminal imprisonment for a term', 'V-L'),
  ('01900000-0000-7000-8000-000000005104', 'IMPRISONMENT', 40, 'required', 'Emprisonnement', 'Imprisonment', 'V-L'),
  ('01900000-0000-7000-8000-000000005105', 'IMPRISONMENT_SUSPENDED', 30, 'required', 'Emprisonnement avec sursis', 'Suspended imprisonment', 'V-P'),
  ('01900000-0000-7000-8000-000000005106', 'FINE_ONLY', 20, 'none', 'Amende seule', 'Fine only', 'V-P'),
  ('01900000-0000-7000-8000-000000005107', 'NONE', 10, 'none', 'Aucune peine', 'No sentence', 'V-P');

CREATE TABLE app.outcomes (
  id                 uuid PRIMARY KEY,
  case_id            uuid NOT NULL CONSTRAINT fk_outcomes_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  defendant_id       uuid NOT NULL CONSTRAINT fk_outcomes_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  count_id           uuid NOT NULL CONSTRAINT fk_outcomes_count REFERENCES app.counts (id) ON DELETE RESTRICT,
  -- The outcomes given to one defendant in one judgment share it; NULL where a source does not tell.
  judgment_id        uuid,
  outcome            text NOT NULL CONSTRAINT fk_outcomes_type REFERENCES app.outcome_types (code) ON DELETE RESTRICT,
  -- NULL where a source does not tell, or where nobody was judged.
  mode               text CONSTRAINT ck_outcomes_mode CHECK (mode IN ('adversarial', 'in_absentia', 'default', 'deemed_adversarial')),
  decided_on         date NOT NULL,
  hearing_id         uuid CONSTRAINT fk_outcomes_hearing REFERENCES app.hearings (id) ON DELETE RESTRICT,
  -- The legal text of an extinction, the ground of a withdrawal.
  reason             text CONSTRAINT ck_outcomes_reason CHECK (length(reason) <= 500),
  -- Of an import: the source's own word and court, beside our code.
  source_label       text,
  source_court       text,
  -- Set when another outcome of the same count took its place; both stay. Checked at commit, because the old one
  -- must step aside before the new one may come in.
  superseded_by      uuid CONSTRAINT fk_outcomes_superseded_by REFERENCES app.outcomes (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
  superseded_because text CONSTRAINT ck_outcomes_superseded_because CHECK
                     (superseded_because IN ('retrial', 'opposition', 'appeal', 'cassation', 'remittal', 'correction')),
  created_by         uuid NOT NULL CONSTRAINT fk_outcomes_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at         timestamptz NOT NULL DEFAULT now(),
  version            integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_outcomes_superseded CHECK ((superseded_by IS NULL) = (superseded_because IS NULL) AND superseded_by <> id)
);
CREATE UNIQUE INDEX uq_outcomes_count_current ON app.outcomes (count_id) WHERE superseded_by IS NULL;
CREATE INDEX ix_outcomes_count ON app.outcomes (count_id);
CREATE INDEX ix_outcomes_case ON app.outcomes (case_id, id);
CREATE INDEX ix_outcomes_defendant ON app.outcomes (defendant_id);
CREATE INDEX ix_outcomes_judgment ON app.outcomes (judgment_id) WHERE judgment_id IS NOT NULL;
CREATE INDEX ix_outcomes_decided ON app.outcomes (decided_on);

-- A sentence is two records from the first day: what was pronounced, which stays, and what is in force, which a
-- commutation or a remission replaces by a further record.
CREATE TABLE app.sentences (
  id               uuid PRIMARY KEY,
  case_id          uuid NOT NULL CONSTRAINT fk_sentences_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  defendant_id     uuid NOT NULL CONSTRAINT fk_sentences_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  -- NULL: one sentence for all counts of the judgment, as usual here; some registers sentence by count.
  count_id         uuid CONSTRAINT fk_sentences_count REFERENCES app.counts (id) ON DELETE RESTRICT,
  record           text NOT NULL CONSTRAINT ck_sentences_record CHECK (record IN ('pronounced', 'in_force')),
  -- Of a record in force: the pronounced one it comes from, and the record in force before it.
  pronounced_id    uuid CONSTRAINT fk_sentences_pronounced REFERENCES app.sentences (id) ON DELETE RESTRICT,
  supersedes_id    uuid CONSTRAINT fk_sentences_supersedes REFERENCES app.sentences (id) ON DELETE RESTRICT
                   CONSTRAINT uq_sentences_supersedes UNIQUE,
  principal_type   text NOT NULL CONSTRAINT fk_sentences_type REFERENCES app.sentence_types (code) ON DELETE RESTRICT,
  years            integer CONSTRAINT ck_sentences_years CHECK (years BETWEEN 0 AND 999),
  months           integer CONSTRAINT ck_sentences_months CHECK (months BETWEEN 0 AND 999),
  days             integer CONSTRAINT ck_sentences_days CHECK (days BETWEEN 0 AND 9999),
  suspended_years  integer CONSTRAINT ck_sentences_suspended_years CHECK (suspended_years BETWEEN 0 AND 999),
  suspended_months integer CONSTRAINT ck_sentences_suspended_months CHECK (suspended_months BETWEEN 0 AND 999),
  suspended_days   integer CONSTRAINT ck_sentences_suspended_days CHECK (suspended_days BETWEEN 0 AND 9999),
  fine_amount      numeric(15, 2) CONSTRAINT ck_sentences_fine_amount CHECK (fine_amount > 0),
  currency         text NOT NULL DEFAULT 'XOF' CONSTRAINT ck_sentences_currency CHECK (currency ~ '^[A-Z]{3}$'),
  decided_on       date NOT NULL,
  basis            text NOT NULL CONSTRAINT ck_sentences_basis CHECK
                   (basis IN ('judgment', 'commutation', 'pardon', 'remission', 'appeal', 'merger', 'correction', 'import')),
  -- Number of the decree, the text behind a commutation.
  basis_text       text CONSTRAINT ck_sentences_basis_text CHECK (length(basis_text) <= 500),
  effective_from   date,
  -- The judgment it comes from no longer stands (retrial, appeal…). The record stays.
  annulled_on      date,
  annulled_because text CONSTRAINT ck_sentences_annulled_because CHECK
                   (annulled_because IN ('retrial', 'opposition', 'appeal', 'cassation', 'remittal', 'amnesty', 'correction')),
  -- Of an import: what its source says beside the type ("Term", "State").
  source_label     text,
  created_by       uuid NOT NULL CONSTRAINT fk_sentences_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at       timestamptz NOT NULL DEFAULT now(),
  version          integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_sentences_pronounced CHECK ((record = 'in_force') = (pronounced_id IS NOT NULL)),
  CONSTRAINT ck_sentences_supersedes CHECK (supersedes_id IS NULL OR (record = 'in_force' AND supersedes_id <> id)),
  CONSTRAINT ck_sentences_commutation CHECK (basis NOT IN ('commutation', 'pardon', 'remission') OR supersedes_id IS NOT NULL),
  CONSTRAINT ck_sentences_in_force_from CHECK (record = 'pronounced' OR effective_from IS NOT NULL),
  CONSTRAINT ck_sentences_fixed_term CHECK (principal_type NOT IN ('DEATH', 'LIFE', 'FINE_ONLY', 'NONE')
    OR num_nonnulls(years, months, days, suspended_years, suspended_months, suspended_days) = 0),
  CONSTRAINT ck_sentences_duration CHECK (principal_type NOT IN ('FIXED_TERM_CRIMINAL', 'IMPRISONMENT', 'IMPRISONMENT_SUSPENDED')
    OR coalesce(years, 0) + coalesce(months, 0) + coalesce(days, 0) > 0),
  CONSTRAINT ck_sentences_fine CHECK (principal_type <> 'FINE_ONLY' OR fine_amount IS NOT NULL),
  CONSTRAINT ck_sentences_annulled CHECK ((annulled_on IS NULL) = (annulled_because IS NULL))
);
-- One chain of records in force for each sentence pronounced.
CREATE UNIQUE INDEX uq_sentences_first_in_force ON app.sentences (pronounced_id) WHERE supersedes_id IS NULL AND pronounced_id IS NOT NULL;
CREATE INDEX ix_sentences_case ON app.sentences (case_id, id);
CREATE INDEX ix_sentences_defendant ON app.sentences (defendant_id);
CREATE INDEX ix_sentences_pronounced ON app.sentences (pronounced_id) WHERE pronounced_id IS NOT NULL;

CREATE TABLE app.sentence_accessories (
  id          uuid PRIMARY KEY,
  case_id     uuid NOT NULL CONSTRAINT fk_sentence_accessories_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  -- The pronounced record.
  sentence_id uuid NOT NULL CONSTRAINT fk_sentence_accessories_sentence REFERENCES app.sentences (id) ON DELETE RESTRICT,
  kind        text NOT NULL CONSTRAINT ck_sentence_accessories_kind CHECK
              (kind IN ('confiscation', 'residence_ban', 'territory_ban', 'civic_degradation', 'publication', 'other')),
  years       integer CONSTRAINT ck_sentence_accessories_years CHECK (years BETWEEN 0 AND 99),
  months      integer CONSTRAINT ck_sentence_accessories_months CHECK (months BETWEEN 0 AND 999),
  detail      text CONSTRAINT ck_sentence_accessories_detail CHECK (length(detail) BETWEEN 1 AND 500)
);
CREATE INDEX ix_sentence_accessories_sentence ON app.sentence_accessories (sentence_id);
CREATE INDEX ix_sentence_accessories_case ON app.sentence_accessories (case_id);

-- Per civil party, never in one sum; reimbursements are counted apart (domain notes §2.5).
CREATE TABLE app.damages (
  id           uuid PRIMARY KEY,
  case_id      uuid NOT NULL CONSTRAINT fk_damages_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  victim_id    uuid NOT NULL CONSTRAINT fk_damages_victim REFERENCES app.victims (id) ON DELETE RESTRICT,
  -- Who owes it; NULL: all convicted of the case, jointly.
  defendant_id uuid CONSTRAINT fk_damages_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  kind         text NOT NULL DEFAULT 'damages' CONSTRAINT ck_damages_kind CHECK (kind IN ('damages', 'reimbursement')),
  amount       numeric(15, 2) NOT NULL CONSTRAINT ck_damages_amount CHECK (amount > 0),
  currency     text NOT NULL DEFAULT 'XOF' CONSTRAINT ck_damages_currency CHECK (currency ~ '^[A-Z]{3}$'),
  decided_on   date NOT NULL,
  hearing_id   uuid CONSTRAINT fk_damages_hearing REFERENCES app.hearings (id) ON DELETE RESTRICT,
  paid_amount  numeric(15, 2) NOT NULL DEFAULT 0,
  paid_on      date,
  created_by   uuid NOT NULL CONSTRAINT fk_damages_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at   timestamptz NOT NULL DEFAULT now(),
  version      integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_damages_paid CHECK (paid_amount BETWEEN 0 AND amount AND (paid_amount > 0) = (paid_on IS NOT NULL))
);
CREATE INDEX ix_damages_case ON app.damages (case_id, id);
CREATE INDEX ix_damages_victim ON app.damages (victim_id);

CREATE TABLE app.remedies (
  id             uuid PRIMARY KEY,
  case_id        uuid NOT NULL CONSTRAINT fk_remedies_case REFERENCES app.cases (id) ON DELETE RESTRICT,
  -- Whose judgment is attacked.
  defendant_id   uuid NOT NULL CONSTRAINT fk_remedies_defendant REFERENCES app.defendants (id) ON DELETE RESTRICT,
  kind           text NOT NULL CONSTRAINT ck_remedies_kind CHECK (kind IN ('opposition', 'appeal', 'cassation')),
  lodged_on      date NOT NULL,
  lodged_by      text NOT NULL CONSTRAINT ck_remedies_lodged_by CHECK
                 (lodged_by IN ('defendant', 'prosecutor', 'prosecutor_general', 'civil_party', 'civilly_liable', 'administration')),
  victim_id      uuid CONSTRAINT fk_remedies_victim REFERENCES app.victims (id) ON DELETE RESTRICT,
  scope          text NOT NULL DEFAULT 'all' CONSTRAINT ck_remedies_scope CHECK (scope IN ('all', 'criminal', 'sentence', 'civil')),
  status         text NOT NULL DEFAULT 'pending' CONSTRAINT ck_remedies_status CHECK
                 (status IN ('pending', 'inadmissible', 'forfeited', 'moot', 'withdrawn', 'dismissed', 'allowed', 'quashed_remitted')),
  decided_on     date,
  -- The clock. It informs and refuses nothing: where the limit is uncertain (U) there is no last day.
  clock_from     date NOT NULL,
  due_on         date,
  due_confidence text NOT NULL CONSTRAINT ck_remedies_due_confidence CHECK (due_confidence IN ('V-S', 'V-L', 'V-P', 'G', 'U')),
  created_by     uuid NOT NULL CONSTRAINT fk_remedies_created_by REFERENCES app.users (id) ON DELETE RESTRICT,
  created_at     timestamptz NOT NULL DEFAULT now(),
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT ck_remedies_decided CHECK ((status = 'pending') = (decided_on IS NULL)),
  CONSTRAINT ck_remedies_order CHECK (decided_on >= lodged_on AND lodged_on >= clock_from),
  CONSTRAINT ck_remedies_due CHECK ((due_on IS NULL) = (due_confidence = 'U') AND due_on >= clock_from),
  CONSTRAINT ck_remedies_civil_party CHECK (victim_id IS NULL OR lodged_by = 'civil_party')
);
CREATE INDEX ix_remedies_case ON app.remedies (case_id, id);
CREATE INDEX ix_remedies_defendant ON app.remedies (defendant_id);

CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.outcomes FOR EACH ROW
  EXECUTE FUNCTION app.same_case('defendant_id', 'defendants', 'count_id', 'counts', 'hearing_id', 'hearings');
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.sentences FOR EACH ROW
  EXECUTE FUNCTION app.same_case('defendant_id', 'defendants', 'count_id', 'counts', 'pronounced_id', 'sentences', 'supersedes_id', 'sentences');
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.sentence_accessories FOR EACH ROW
  EXECUTE FUNCTION app.same_case('sentence_id', 'sentences');
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.damages FOR EACH ROW
  EXECUTE FUNCTION app.same_case('victim_id', 'victims', 'defendant_id', 'defendants', 'hearing_id', 'hearings');
CREATE TRIGGER t_same_case BEFORE INSERT OR UPDATE ON app.remedies FOR EACH ROW
  EXECUTE FUNCTION app.same_case('defendant_id', 'defendants', 'victim_id', 'victims');

-- The count is one of that defendant: the case alone does not say so.
CREATE FUNCTION app.count_of_defendant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.count_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app.counts c WHERE c.id = NEW.count_id AND c.defendant_id = NEW.defendant_id) THEN
    RAISE EXCEPTION 'a count of another defendant'
      USING ERRCODE = '23503', CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_count_of_defendant', SCHEMA = 'app', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER t_count_of_defendant BEFORE INSERT OR UPDATE ON app.outcomes FOR EACH ROW EXECUTE FUNCTION app.count_of_defendant();
CREATE TRIGGER t_count_of_defendant BEFORE INSERT OR UPDATE ON app.sentences FOR EACH ROW EXECUTE FUNCTION app.count_of_defendant();
REVOKE ALL ON FUNCTION app.count_of_defendant() FROM PUBLIC;
ALTER FUNCTION app.count_of_defendant() OWNER TO greffe_definer;

SELECT sec.protect_case_child('app.outcomes', 'outcome:read', '{outcome:record}');
SELECT sec.protect_case_child('app.sentences', 'outcome:read', '{outcome:record}');
SELECT sec.protect_case_child('app.sentence_accessories', 'outcome:read', '{outcome:record}');
SELECT sec.protect_case_child('app.damages', 'outcome:read', '{outcome:record}');
SELECT sec.protect_case_child('app.remedies', 'outcome:read', '{remedy:record}');
GRANT SELECT ON app.outcomes, app.sentences, app.remedies TO greffe_definer;
-- "Never an overwrite" as a right that the runtime does not have: it may only mark that another record took over.
REVOKE UPDATE ON app.outcomes, app.sentences, app.sentence_accessories, app.damages, app.remedies FROM greffe_app;
GRANT UPDATE (superseded_by, superseded_because, version) ON app.outcomes TO greffe_app;
GRANT UPDATE (annulled_on, annulled_because, version) ON app.sentences TO greffe_app;
GRANT UPDATE (paid_amount, paid_on, version) ON app.damages TO greffe_app;
GRANT UPDATE (status, decided_on, version) ON app.remedies TO greffe_app;

-- The sentence each defendant stands under now: the end of each chain. For counting and for the case file.
CREATE VIEW app.sentences_in_force WITH (security_invoker = true) AS
  SELECT s.* FROM app.sentences s
  WHERE s.record = 'in_force' AND s.annulled_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM app.sentences later WHERE later.supersedes_id = s.id);
GRANT SELECT ON app.sentences_in_force TO greffe_app;
