DROP VIEW app.sentences_in_force;
DROP TABLE app.remedies, app.damages, app.sentence_accessories, app.sentences, app.outcomes, app.sentence_types, app.outcome_types;
SET ROLE greffe_definer;
DROP FUNCTION app.count_of_defendant();
RESET ROLE;
