-- The outbox: what is owed to the outside world.

-- put effect_add: effect_row -> none
INSERT INTO effect (line_id, case_id, kind, generation, family, state, is_due, attempts, next_ms, fence, uncertain,
       address, facts, request_hash, result, finding, detail, created_ms, done_ms, polls, language)
  VALUES (:line_id, :case_id, :kind, :generation, :family, :state, :is_due, :attempts, :next_ms, :fence, :uncertain,
       :address, :facts, :request_hash, :result, :finding, :detail, :created_ms, :done_ms, :polls, :language) ON CONFLICT DO NOTHING;

-- An event of a line is due when none before it is still on its way; the others wait (event_next).
-- put event_add: effect_row -> none
INSERT INTO effect (line_id, case_id, kind, generation, family, state, is_due, attempts, next_ms, fence, uncertain,
       address, facts, request_hash, result, finding, detail, created_ms, done_ms, polls)
  VALUES (:line_id, :case_id, :kind, :generation, :family, :state,
       (SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM effect
         WHERE line_id = :line_id AND family = 'hook' AND state IN ('pending', 'claimed', 'unknown')),
       :attempts, :next_ms, :fence, :uncertain, :address, :facts, :request_hash, :result, :finding, :detail, :created_ms, :done_ms, :polls)
  ON CONFLICT DO NOTHING;

-- put event_next: by_line -> none
UPDATE effect SET is_due = 1
 WHERE line_id = :line_id AND family = 'hook' AND state = 'pending' AND is_due = 0 AND created_ms =
       (SELECT min(created_ms) FROM effect WHERE line_id = :line_id AND family = 'hook' AND state = 'pending' AND is_due = 0);

-- all effects_due: by_family -> effect_row
SELECT * FROM effect WHERE is_due = 1 AND family = :family AND next_ms <= :now ORDER BY next_ms LIMIT :limit;

-- ask effect_next: by_family -> moment_row
SELECT next_ms AS at_ms FROM effect WHERE is_due = 1 AND family = :family ORDER BY next_ms LIMIT 1;

-- ask effect_get: effect_key -> effect_row
SELECT * FROM effect WHERE line_id = :line_id AND case_id = :case_id AND kind = :kind AND generation = :generation;

-- ask effect_last_block: by_line -> effect_row
SELECT * FROM effect WHERE line_id = :line_id AND kind IN ('net_block', 'net_unblock') ORDER BY generation DESC LIMIT 1;

-- all effects_of_case: by_case -> effect_row
SELECT * FROM effect WHERE line_id = :line_id AND case_id = :case_id ORDER BY created_ms, kind, generation;

-- gate effect_step: effect_row -> none
UPDATE effect SET state = :state, is_due = :is_due, attempts = :attempts, next_ms = :next_ms, fence = :fence + 1,
       uncertain = :uncertain, polls = :polls, result = :result, finding = :finding, detail = :detail, done_ms = :done_ms
 WHERE line_id = :line_id AND case_id = :case_id AND kind = :kind AND generation = :generation AND fence = :fence;

-- put effect_open_again: effect_key -> none
UPDATE effect SET state = 'pending', is_due = 1, next_ms = 1, done_ms = 0, fence = fence + 1
 WHERE line_id = :line_id AND case_id = :case_id AND kind = :kind AND generation = :generation AND state IN ('dead', 'dropped', 'pending');

-- all effect_counts: by_time -> count_row
SELECT kind AS word, state AS second, count(*) AS count FROM effect GROUP BY kind, state;

-- put effects_release: by_family -> none
UPDATE effect SET state = 'unknown', uncertain = 1, fence = fence + 1,
    next_ms = :now + CASE WHEN attempts < 3 THEN 0 WHEN attempts < 300 THEN 1000 * attempts ELSE 300000 END
 WHERE is_due = 1 AND family = :family AND state = 'claimed';

-- put effects_ask_again: by_time -> none
UPDATE effect SET state = 'unknown', uncertain = 1, next_ms = :now, fence = fence + 1 WHERE is_due = 1;

-- put far_end_set: far_end -> none
INSERT INTO far_end (family, failures, rests_until, detail, at_ms) VALUES (:family, :failures, :rests_until, :detail, :at_ms)
  ON CONFLICT (family) DO UPDATE SET failures = :failures, rests_until = :rests_until, detail = :detail, at_ms = :at_ms;

-- all far_ends: none -> far_end
SELECT * FROM far_end ORDER BY family;
