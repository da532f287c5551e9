-- Cases of one family that leave together; the statutory withdrawal of the first 14 days; a person asked to prove the line by
-- other means; papers that the customer sends.
ALTER TABLE term_case ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
ALTER TABLE term_case ADD COLUMN statutory BIGINT NOT NULL DEFAULT 0;
ALTER TABLE term_case ADD COLUMN by_person BIGINT NOT NULL DEFAULT 0;
CREATE TABLE dir_group (group_id TEXT NOT NULL, line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, PRIMARY KEY (group_id, line_id, case_id));
-- whose case it is: the line's subscriber when the wish was proven; absent before. A session opens its own cases, also when the
-- line has another holder by now, and never those of the holder before
ALTER TABLE term_case ADD COLUMN subscriber_id BYTEA;
UPDATE term_case SET subscriber_id = line_id WHERE proven_ms > 0;
-- never read by us: type by the first bytes; digest: SHA-256 over the one before and each part in turn; whole is 1 when the last part
-- is there
CREATE TABLE document (
	line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, document_id BYTEA NOT NULL, type TEXT NOT NULL, bytes BIGINT NOT NULL,
	parts BIGINT NOT NULL, whole BIGINT NOT NULL, digest BYTEA NOT NULL, at_ms BIGINT NOT NULL,
	PRIMARY KEY (line_id, case_id, document_id)
);
CREATE TABLE document_part (
	line_id BYTEA NOT NULL, document_id BYTEA NOT NULL, part BIGINT NOT NULL, content BYTEA NOT NULL,
	PRIMARY KEY (line_id, document_id, part)
);
