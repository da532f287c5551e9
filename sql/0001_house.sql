-- The house. One schema for SQLite and PostgreSQL in their common subset, shaped for a sharded engine (DESIGN section 8):
-- line_id is on every row of a line's life and first in its key; what is found by another key has a small directory table.
-- Types: BIGINT (integers, instants in ms since 1970 UTC, days since 1970, booleans as 0 and 1), TEXT, BYTEA (ids and hashes).

CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, applied_ms BIGINT NOT NULL);

-- directories: written first, from values that can be derived again; an orphan is harmless
CREATE TABLE dir_msisdn (msisdn TEXT NOT NULL PRIMARY KEY, line_id BYTEA NOT NULL);
CREATE TABLE dir_reference (reference TEXT NOT NULL PRIMARY KEY, line_id BYTEA NOT NULL, case_id BYTEA NOT NULL);
CREATE TABLE dir_key (key_hash BYTEA NOT NULL PRIMARY KEY, line_id BYTEA NOT NULL);

CREATE TABLE api_client (
	key_hash BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL,
	created_ms BIGINT NOT NULL, revoked_ms BIGINT NOT NULL
);

CREATE TABLE line (
	line_id BYTEA NOT NULL PRIMARY KEY, version BIGINT NOT NULL, operator TEXT NOT NULL,
	msisdn TEXT NOT NULL, imsi TEXT NOT NULL, iccid TEXT NOT NULL,
	status TEXT NOT NULL, blocked BIGINT NOT NULL, block_generation BIGINT NOT NULL,
	kind TEXT NOT NULL, sim TEXT NOT NULL, plan TEXT NOT NULL, consumer BIGINT NOT NULL, ported_in BIGINT NOT NULL,
	contract_start BIGINT NOT NULL, contract_end BIGINT NOT NULL, price_rise BIGINT NOT NULL,
	monthly_fee_cents BIGINT NOT NULL, device_cents BIGINT NOT NULL,
	credit_cents BIGINT NOT NULL, credit_expiry BIGINT NOT NULL, exit_fee_cents BIGINT NOT NULL, debt_cents BIGINT NOT NULL,
	balance_as_of BIGINT NOT NULL,
	name TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL, previous_email TEXT NOT NULL, language TEXT NOT NULL,
	document_kind TEXT NOT NULL, document_hash BYTEA NOT NULL,
	changed_ms BIGINT NOT NULL, created_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL
);
CREATE INDEX line_by_msisdn ON line (msisdn);

CREATE TABLE term_case (
	line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, reference TEXT NOT NULL,
	state TEXT NOT NULL, cause TEXT NOT NULL, version BIGINT NOT NULL, deadline_ms BIGINT NOT NULL,
	end_ms BIGINT NOT NULL, stop_until_ms BIGINT NOT NULL,
	contested BIGINT NOT NULL, leaving BIGINT NOT NULL, applied BIGINT NOT NULL, is_open BIGINT NOT NULL,
	channel TEXT NOT NULL, authority TEXT NOT NULL, proven_ms BIGINT NOT NULL, received_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL,
	msisdn TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL, language TEXT NOT NULL,
	end_date BIGINT NOT NULL, reason TEXT NOT NULL, document_result TEXT NOT NULL,
	refund_kind TEXT NOT NULL, refund_iban TEXT NOT NULL, refund_holder TEXT NOT NULL, refund_msisdn TEXT NOT NULL,
	quote TEXT NOT NULL, decision TEXT NOT NULL, port_ms BIGINT NOT NULL,
	code_tries BIGINT NOT NULL, code_until_ms BIGINT NOT NULL, codes_sent BIGINT NOT NULL,
	PRIMARY KEY (line_id, case_id)
);
-- rule 9: at most one proven open case per line; is_open is 1 exactly for those
CREATE UNIQUE INDEX term_case_open ON term_case (line_id) WHERE is_open = 1;
CREATE INDEX term_case_deadline ON term_case (deadline_ms) WHERE deadline_ms > 0;
CREATE INDEX term_case_state ON term_case (state, received_ms);
CREATE INDEX term_case_received ON term_case (received_ms);

-- rule 9: the answer to a client's key lives as long as the case
CREATE TABLE case_key (
	line_id BYTEA NOT NULL, key_hash BYTEA NOT NULL, body_hash BYTEA NOT NULL, case_id BYTEA NOT NULL,
	made BIGINT NOT NULL, answer_state TEXT NOT NULL, created_ms BIGINT NOT NULL,
	PRIMARY KEY (line_id, key_hash),
	FOREIGN KEY (line_id, case_id) REFERENCES term_case (line_id, case_id)
);

-- what is owed to the outside world
CREATE TABLE effect (
	line_id BYTEA NOT NULL, case_id BYTEA NOT NULL, kind TEXT NOT NULL, generation BIGINT NOT NULL,
	family TEXT NOT NULL, state TEXT NOT NULL, is_due BIGINT NOT NULL, attempts BIGINT NOT NULL, next_ms BIGINT NOT NULL,
	fence BIGINT NOT NULL, uncertain BIGINT NOT NULL,
	address TEXT NOT NULL, facts TEXT NOT NULL, request_hash BYTEA NOT NULL,
	result TEXT NOT NULL, finding TEXT NOT NULL, detail TEXT NOT NULL,
	created_ms BIGINT NOT NULL, done_ms BIGINT NOT NULL,
	PRIMARY KEY (line_id, case_id, kind, generation)
);
-- is_due is 1 while the row is pending, claimed (next_ms is then the end of the lease) or unknown
CREATE INDEX effect_due ON effect (family, next_ms) WHERE is_due = 1;

-- append-only; one hash chain per line
CREATE TABLE audit (
	line_id BYTEA NOT NULL, seq BIGINT NOT NULL, case_id BYTEA NOT NULL, at_ms BIGINT NOT NULL,
	actor TEXT NOT NULL, what TEXT NOT NULL, body TEXT NOT NULL, hash BYTEA NOT NULL,
	PRIMARY KEY (line_id, seq)
);
CREATE INDEX audit_at ON audit (at_ms, line_id, seq);

-- what a person must settle
CREATE TABLE card (
	line_id BYTEA NOT NULL, card_id BYTEA NOT NULL, case_id BYTEA NOT NULL,
	kind TEXT NOT NULL, is_open BIGINT NOT NULL, owner TEXT NOT NULL, due_ms BIGINT NOT NULL, created_ms BIGINT NOT NULL,
	detail TEXT NOT NULL, first_by TEXT NOT NULL, closed_by TEXT NOT NULL, closed_ms BIGINT NOT NULL, note TEXT NOT NULL,
	PRIMARY KEY (line_id, card_id)
);
CREATE UNIQUE INDEX card_once ON card (line_id, case_id, kind) WHERE is_open = 1;
CREATE INDEX card_open ON card (due_ms) WHERE is_open = 1;

-- numbers that rest, went back, or moved away (rule 23)
CREATE TABLE number_hold (
	line_id BYTEA NOT NULL PRIMARY KEY, msisdn TEXT NOT NULL, state TEXT NOT NULL,
	held_ms BIGINT NOT NULL, portable_until BIGINT NOT NULL, assignable_from BIGINT NOT NULL, ported_ms BIGINT NOT NULL, removal_ms BIGINT NOT NULL
);
CREATE INDEX number_hold_msisdn ON number_hold (msisdn, held_ms);
