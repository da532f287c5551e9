-- The audit chain of each line, the cards, the clients.

-- ask audit_head: by_line -> audit_row
SELECT * FROM audit WHERE line_id = :line_id ORDER BY seq DESC LIMIT 1;

-- put audit_add: audit_row -> none
INSERT INTO audit (line_id, seq, case_id, at_ms, actor, what, body, hash)
  VALUES (:line_id, :seq, :case_id, :at_ms, :actor, :what, :body, :hash);

-- all audit_of_line: by_line -> audit_row
SELECT * FROM audit WHERE line_id = :line_id ORDER BY seq LIMIT 1000;

-- all audit_of_case: by_case -> audit_row
SELECT * FROM audit WHERE line_id = :line_id AND case_id = :case_id ORDER BY seq LIMIT 200;

-- all audit_feed: by_page -> feed_row
SELECT audit.line_id, seq, audit.case_id, at_ms, actor, what, coalesce(term_case.reference, '') AS reference
  FROM audit LEFT JOIN term_case ON term_case.line_id = audit.line_id AND term_case.case_id = audit.case_id
 WHERE at_ms > :after_ms OR (at_ms = :after_ms AND (audit.line_id > :after_id OR (audit.line_id = :after_id AND seq > :after_seq)))
 ORDER BY at_ms, audit.line_id, seq LIMIT :limit;

-- all audit_all: by_page -> audit_row
SELECT * FROM audit WHERE line_id > :after_id OR (line_id = :after_id AND seq > :after_seq) ORDER BY line_id, seq LIMIT :limit;

-- ask audit_latest: by_time -> moment_row
SELECT at_ms FROM audit ORDER BY at_ms DESC LIMIT 1;

-- put card_add: card_row -> none
INSERT INTO card (line_id, card_id, case_id, kind, is_open, owner, due_ms, created_ms, detail, first_by, closed_by,
       closed_ms, note)
  VALUES (:line_id, :card_id, :case_id, :kind, :is_open, :owner, :due_ms, :created_ms, :detail, :first_by, :closed_by,
       :closed_ms, :note) ON CONFLICT DO NOTHING;

-- all cards_of_case: by_case -> card_row
SELECT * FROM card WHERE line_id = :line_id AND case_id = :case_id ORDER BY created_ms, card_id;

-- ask card_get: by_card -> card_row
SELECT * FROM card WHERE line_id = :line_id AND card_id = :card_id;

-- put cards_settle: card_row -> none
UPDATE card SET is_open = 0, closed_by = :closed_by, closed_ms = :closed_ms, note = :note
 WHERE line_id = :line_id AND case_id = :case_id AND is_open = 1 AND kind NOT IN ('effect_failed', 'event_lost', 'changed_late');

-- all card_page: by_page -> card_view_row
SELECT card.*, coalesce(term_case.reference, '') AS reference FROM card LEFT JOIN term_case
    ON term_case.line_id = card.line_id AND term_case.case_id = card.case_id
 WHERE card.is_open = 1 AND (due_ms > :after_ms OR (due_ms = :after_ms AND card_id > :after_id)) ORDER BY due_ms, card_id LIMIT :limit;

-- gate card_set: card_row -> none
UPDATE card SET is_open = :is_open, owner = :owner, first_by = :first_by, closed_by = :closed_by, closed_ms = :closed_ms, note = :note
 WHERE line_id = :line_id AND card_id = :card_id AND is_open = 1;

-- ask client_find: by_hash -> api_client
SELECT * FROM api_client WHERE key_hash = :key_hash;

-- put client_add: api_client -> none
INSERT INTO api_client (key_hash, name, role, created_ms, revoked_ms)
  VALUES (:key_hash, :name, :role, :created_ms, :revoked_ms) ON CONFLICT DO NOTHING;

-- all card_counts: by_time -> count_row
SELECT kind AS word, '' AS second, count(*) AS count FROM card WHERE is_open = 1 GROUP BY kind;
