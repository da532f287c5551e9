-- Who holds lines and signs in. subscriber_id takes the place of line_id in these tables: on every row, and first in its key, as
-- a sign-in is about a person and not about one of the lines; tools/check-sql knows both. A line whose contract has no customer
-- number is its own subscriber.
ALTER TABLE line ADD COLUMN subscriber_id BYTEA;
ALTER TABLE line ADD COLUMN customer TEXT NOT NULL DEFAULT '';
-- day of a sale at a distance (online, by telephone): days since 1970 as everywhere; the smallest BIGINT means none
ALTER TABLE line ADD COLUMN sold_online BIGINT NOT NULL DEFAULT -2147483648;
UPDATE line SET subscriber_id = line_id;

-- directories: what somebody signs in with (number, or mail address in lower case); the lines of a subscriber
CREATE TABLE dir_login (login TEXT NOT NULL PRIMARY KEY, subscriber_id BYTEA NOT NULL);
CREATE TABLE dir_subscriber (subscriber_id BYTEA NOT NULL, line_id BYTEA NOT NULL, PRIMARY KEY (subscriber_id, line_id));
INSERT INTO dir_subscriber (subscriber_id, line_id) SELECT line_id, line_id FROM line;
INSERT INTO dir_login (login, subscriber_id) SELECT msisdn, line_id FROM dir_msisdn;
INSERT INTO dir_login (login, subscriber_id) SELECT lower(email), line_id FROM line WHERE email <> '' ORDER BY created_ms
    ON CONFLICT (login) DO NOTHING;

-- password: the Argon2id text of RFC 9106; empty: none was chosen yet
CREATE TABLE subscriber (
	subscriber_id BYTEA NOT NULL PRIMARY KEY, version BIGINT NOT NULL,
	password TEXT NOT NULL, password_ms BIGINT NOT NULL, language TEXT NOT NULL, created_ms BIGINT NOT NULL
);
-- one browser that is signed in; token_hash is all that is kept of what the browser holds
CREATE TABLE session (
	subscriber_id BYTEA NOT NULL, token_hash BYTEA NOT NULL, way TEXT NOT NULL, proven_ms BIGINT NOT NULL,
	created_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL, ends_ms BIGINT NOT NULL, agent TEXT NOT NULL, network TEXT NOT NULL,
	PRIMARY KEY (subscriber_id, token_hash)
);
CREATE INDEX session_ends ON session (ends_ms);
-- a one-time code under way; also for logins that nobody has, under an id derived from what was typed
CREATE TABLE proof (
	subscriber_id BYTEA NOT NULL, proof_id BYTEA NOT NULL, version BIGINT NOT NULL, purpose TEXT NOT NULL, line_id BYTEA NOT NULL,
	login TEXT NOT NULL, code_tries BIGINT NOT NULL, code_until_ms BIGINT NOT NULL, codes_sent BIGINT NOT NULL, created_ms BIGINT NOT NULL,
	PRIMARY KEY (subscriber_id, proof_id)
);
CREATE INDEX proof_created ON proof (created_ms);
-- attempts counted against guessing; bucket is a keyed hash of what is counted (account, network, browser)
CREATE TABLE attempt (
	bucket BYTEA NOT NULL PRIMARY KEY, quarter_ms BIGINT NOT NULL, in_quarter BIGINT NOT NULL,
	hour_ms BIGINT NOT NULL, in_hour BIGINT NOT NULL, until_ms BIGINT NOT NULL
);
-- of a message that belongs to no case
ALTER TABLE effect ADD COLUMN language TEXT NOT NULL DEFAULT '';
CREATE INDEX attempt_until ON attempt (until_ms);
