-- Cases of one family that leave together; the statutory withdrawal of the first 14 days; a person asked to prove the line by
-- other means; papers that the customer sends.
ALTER TABLE term_case ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
ALTER TABLE term_case ADD COLUMN statutory BIGINT NOT NULL DEFAULT 0;
ALTER TABLE term_case ADD COLUMN by_person BIGINT NOT NULL DEFAULT 0;
CREATE TABLE dir_group (group_id TEXT NOT NULL, line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, PRIMARY KEY (group_id, line_id, case_id));
-- never read by us: type by the first bytes, sha256 over all parts; whole is 1 when the last part is there
CREATE TABLE document (
	line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, document_id BYTEA NOT NULL, type TEXT NOT NULL, bytes BIGINT NOT NULL,
	parts BIGINT NOT NULL, whole BIGINT NOT NULL, sha256 BYTEA NOT NULL, at_ms BIGINT NOT NULL,
	PRIMARY KEY (line_id, case_id, document_id)
);
CREATE TABLE document_part (
	line_id BYTEA NOT NULL, document_id BYTEA NOT NULL, part BIGINT NOT NULL, content BYTEA NOT NULL,
	PRIMARY KEY (line_id, document_id, part)
);
