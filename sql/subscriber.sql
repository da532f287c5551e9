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

-- put subscriber_line_add: dir_subscriber -> none
INSERT INTO dir_subscriber (subscriber_id, line_id) VALUES (:subscriber_id, :line_id) ON CONFLICT DO NOTHING;
