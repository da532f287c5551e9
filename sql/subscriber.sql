-- Who signs in: subscribers, their sessions, one-time codes without a case, attempts against guessing. What is found across all
-- subscribers (_over) is only read; each row is then taken away by its own key.

-- ask login_find: by_login -> dir_login
SELECT login, subscriber_id FROM dir_login WHERE login = :login;

-- all lines_of_subscriber: by_subscriber -> line
SELECT line.* FROM dir_subscriber JOIN line ON line.line_id = dir_subscriber.line_id
 WHERE dir_subscriber.subscriber_id = :subscriber_id AND line.subscriber_id = :subscriber_id
 ORDER BY status, ended_ms DESC, msisdn LIMIT 100;

-- ask subscriber_get: by_subscriber -> subscriber_row
SELECT * FROM subscriber WHERE subscriber_id = :subscriber_id;

-- gate subscriber_set: subscriber_row -> none
INSERT INTO subscriber (subscriber_id, version, password, password_ms, language, created_ms)
  VALUES (:subscriber_id, :version + 1, :password, :password_ms, :language, :created_ms)
  ON CONFLICT (subscriber_id) DO UPDATE SET version = :version + 1, password = :password, password_ms = :password_ms, language = :language
   WHERE subscriber.version = :version;

-- ask session_get: by_token -> session_row
SELECT * FROM session WHERE subscriber_id = :subscriber_id AND token_hash = :token_hash;

-- all sessions_of_subscriber: by_subscriber -> session_row
SELECT * FROM session WHERE subscriber_id = :subscriber_id ORDER BY created_ms DESC, token_hash LIMIT 100;

-- gate session_add: session_row -> none
INSERT INTO session (subscriber_id, token_hash, way, proven_ms, created_ms, seen_ms, ends_ms, agent, network)
  VALUES (:subscriber_id, :token_hash, :way, :proven_ms, :created_ms, :seen_ms, :ends_ms, :agent, :network) ON CONFLICT DO NOTHING;

-- gate session_seen: by_token -> none
UPDATE session SET seen_ms = :now WHERE subscriber_id = :subscriber_id AND token_hash = :token_hash AND seen_ms < :now;

-- put session_drop: by_token -> none
DELETE FROM session WHERE subscriber_id = :subscriber_id AND token_hash = :token_hash;

-- put sessions_drop_others: by_token -> none
DELETE FROM session WHERE subscriber_id = :subscriber_id AND token_hash <> :token_hash;

-- put sessions_drop: by_subscriber -> none
DELETE FROM session WHERE subscriber_id = :subscriber_id;

-- all sessions_over: by_time -> session_row
SELECT * FROM session WHERE ends_ms <= :now ORDER BY ends_ms LIMIT :limit;

-- A number is of its newest line; a mail address stays with the first subscriber who has it, until that one has no active line.
-- put login_set: dir_login -> none
INSERT INTO dir_login (login, subscriber_id) VALUES (:login, :subscriber_id)
    ON CONFLICT (login) DO UPDATE SET subscriber_id = excluded.subscriber_id;

-- put login_add: dir_login -> none
INSERT INTO dir_login (login, subscriber_id) VALUES (:login, :subscriber_id) ON CONFLICT DO NOTHING;

-- put login_take: login_move -> none
UPDATE dir_login SET subscriber_id = :subscriber_id WHERE login = :login AND subscriber_id = :was;

-- An address that none of the subscriber's lines has any more.
-- put login_drop: dir_login -> none
DELETE FROM dir_login WHERE login = :login AND subscriber_id = :subscriber_id AND NOT EXISTS
    (SELECT 1 FROM dir_subscriber JOIN line ON line.line_id = dir_subscriber.line_id WHERE dir_subscriber.subscriber_id = :subscriber_id
        AND line.subscriber_id = :subscriber_id AND lower(line.email) = :login);

-- put subscriber_line_add: dir_subscriber -> none
INSERT INTO dir_subscriber (subscriber_id, line_id) VALUES (:subscriber_id, :line_id) ON CONFLICT DO NOTHING;

-- ask proof_get: by_proof -> proof_row
SELECT * FROM proof WHERE subscriber_id = :subscriber_id AND proof_id = :proof_id;

-- gate proof_add: proof_row -> none
INSERT INTO proof (subscriber_id, proof_id, version, purpose, line_id, login, code_tries, code_until_ms, codes_sent, created_ms)
  VALUES (:subscriber_id, :proof_id, :version, :purpose, :line_id, :login, :code_tries, :code_until_ms, :codes_sent, :created_ms)
  ON CONFLICT DO NOTHING;

-- gate proof_step: proof_row -> none
UPDATE proof SET code_tries = :code_tries, code_until_ms = :code_until_ms, codes_sent = :codes_sent, version = :version + 1
 WHERE subscriber_id = :subscriber_id AND proof_id = :proof_id AND version = :version;

-- put proof_drop: by_proof -> none
DELETE FROM proof WHERE subscriber_id = :subscriber_id AND proof_id = :proof_id;

-- put proofs_drop: by_subscriber -> none
DELETE FROM proof WHERE subscriber_id = :subscriber_id;

-- all proofs_over: by_time -> proof_row
SELECT * FROM proof WHERE created_ms <= :now ORDER BY created_ms LIMIT :limit;

-- ask attempt_get: attempt_row -> attempt_row
SELECT * FROM attempt WHERE bucket = :bucket;

-- One more; of a window that is over, the first of a new one. In SQL, as several of one batch may count in the same bucket.
-- put attempt_count: attempt_row -> none
INSERT INTO attempt (bucket, quarter_ms, in_quarter, hour_ms, in_hour, until_ms)
  VALUES (:bucket, :quarter_ms, 1, :hour_ms, 1, :until_ms)
  ON CONFLICT (bucket) DO UPDATE SET until_ms = :until_ms,
       in_quarter = CASE WHEN attempt.quarter_ms <= :quarter_ms - 900000 THEN 1 ELSE attempt.in_quarter + 1 END,
       quarter_ms = CASE WHEN attempt.quarter_ms <= :quarter_ms - 900000 THEN :quarter_ms ELSE attempt.quarter_ms END,
       in_hour = CASE WHEN attempt.hour_ms <= :hour_ms - 3600000 THEN 1 ELSE attempt.in_hour + 1 END,
       hour_ms = CASE WHEN attempt.hour_ms <= :hour_ms - 3600000 THEN :hour_ms ELSE attempt.hour_ms END;

-- put attempt_forgive: attempt_row -> none
UPDATE attempt SET in_quarter = CASE WHEN in_quarter > 0 THEN in_quarter - 1 ELSE 0 END,
       in_hour = CASE WHEN in_hour > 0 THEN in_hour - 1 ELSE 0 END
 WHERE bucket = :bucket;

-- all attempts_over: by_time -> attempt_row
SELECT * FROM attempt WHERE until_ms <= :now ORDER BY until_ms LIMIT :limit;

-- put attempt_drop: attempt_row -> none
DELETE FROM attempt WHERE bucket = :bucket AND until_ms <= :until_ms;
