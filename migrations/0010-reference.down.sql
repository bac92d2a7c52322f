DROP TABLE app.rooms, app.professionals, app.place_links, app.places, app.gazetteer_editions, app.crsv_forms, app.offences, app.legal_regimes;
DROP FUNCTION app.search_key(text);
