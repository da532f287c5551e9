-- What an SMS gateway reported about messages that it took. A row for each report that is not a repetition; what they mean
-- together is in the effect's finding. part: the SMS centre's own name of a short message.
CREATE TABLE sms_report (
	line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, kind TEXT NOT NULL, generation BIGINT NOT NULL,
	part TEXT NOT NULL, report TEXT NOT NULL, parts BIGINT NOT NULL, at_ms BIGINT NOT NULL,
	PRIMARY KEY (line_id, case_id, kind, generation, part, report)
);
-- when the last report came; 0: none
ALTER TABLE effect ADD COLUMN reported_ms BIGINT NOT NULL DEFAULT 0;
