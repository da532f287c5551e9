-- Cases, their references and the clients' keys.

-- ask reference_find: by_reference -> dir_reference
SELECT reference, line_id, case_id FROM dir_reference WHERE reference = :reference;

-- put reference_add: dir_reference -> none
INSERT INTO dir_reference (reference, line_id, case_id) VALUES (:reference, :line_id, :case_id);

-- ask key_find: by_hash -> dir_key
SELECT key_hash, line_id FROM dir_key WHERE key_hash = :key_hash;

-- put key_line_add: dir_key -> none
INSERT INTO dir_key (key_hash, line_id) VALUES (:key_hash, :line_id) ON CONFLICT DO NOTHING;

-- ask key_seen: by_key -> key_case
SELECT term_case.*, case_key.body_hash, case_key.made, case_key.answer_state FROM case_key JOIN term_case
    ON term_case.line_id = case_key.line_id AND term_case.case_id = case_key.case_id
 WHERE case_key.line_id = :line_id AND key_hash = :key_hash;

-- put key_add: case_key -> none
INSERT INTO case_key (line_id, key_hash, body_hash, case_id, made, answer_state, created_ms)
  VALUES (:line_id, :key_hash, :body_hash, :case_id, :made, :answer_state, :created_ms) ON CONFLICT DO NOTHING;

-- ask case_get: by_case -> term_case
SELECT * FROM term_case WHERE line_id = :line_id AND case_id = :case_id;

-- ask case_open: by_line -> term_case
SELECT * FROM term_case WHERE line_id = :line_id AND is_open = 1;

-- ask case_last: by_line -> term_case
SELECT * FROM term_case WHERE line_id = :line_id AND state IN ('confirmed', 'ported') ORDER BY received_ms DESC LIMIT 1;

-- gate case_add: term_case -> none
INSERT INTO term_case (line_id, case_id, reference, state, cause, version, deadline_ms, end_ms, stop_until_ms,
       contested, leaving, applied, is_open, channel, authority, proven_ms, received_ms, ended_ms, msisdn, name,
       email, phone, language, end_date, reason, document_result, refund_kind, refund_iban, refund_holder,
       refund_msisdn, quote, decision, port_ms, code_tries, code_until_ms, codes_sent, settled, account,
       group_id, statutory, by_person, subscriber_id)
  VALUES (:line_id, :case_id, :reference, :state, :cause, :version, :deadline_ms, :end_ms, :stop_until_ms, :contested,
       :leaving, :applied, :is_open, :channel, :authority, :proven_ms, :received_ms, :ended_ms, :msisdn, :name,
       :email, :phone, :language, :end_date, :reason, :document_result, :refund_kind, :refund_iban, :refund_holder,
       :refund_msisdn, :quote, :decision, :port_ms, :code_tries, :code_until_ms, :codes_sent, :settled, :account,
       :group_id, :statutory, :by_person, :subscriber_id) ON CONFLICT DO NOTHING;

-- gate case_step: term_case -> none
UPDATE term_case SET state = :state, cause = :cause, deadline_ms = :deadline_ms, end_ms = :end_ms, stop_until_ms =
       :stop_until_ms, contested = :contested, leaving = :leaving, applied = :applied, is_open = :is_open, channel =
       :channel, authority = :authority, proven_ms = :proven_ms, received_ms = :received_ms, ended_ms = :ended_ms,
       msisdn = :msisdn, name = :name, email = :email, phone = :phone, language = :language, end_date = :end_date,
       reason = :reason, document_result = :document_result, refund_kind = :refund_kind, refund_iban = :refund_iban,
       refund_holder = :refund_holder, refund_msisdn = :refund_msisdn, quote = :quote, decision = :decision, port_ms =
       :port_ms, code_tries = :code_tries, code_until_ms = :code_until_ms, codes_sent = :codes_sent, settled =
       :settled, account = :account, group_id = :group_id, statutory = :statutory, by_person = :by_person, subscriber_id =
       :subscriber_id, version = :version + 1
 WHERE line_id = :line_id AND case_id = :case_id AND version = :version;

-- all cases_due: by_time -> case_due
SELECT line_id, case_id, version FROM term_case WHERE deadline_ms > 0 AND deadline_ms <= :now ORDER BY deadline_ms LIMIT :limit;

-- ask case_next_deadline: by_time -> moment_row
SELECT deadline_ms AS at_ms FROM term_case WHERE deadline_ms > 0 ORDER BY deadline_ms LIMIT 1;

-- all case_page: by_page -> term_case
SELECT * FROM term_case WHERE (received_ms > :after_ms OR (received_ms = :after_ms AND case_id > :after_id))
   AND (:state = '' OR state = :state) ORDER BY received_ms, case_id LIMIT :limit;

-- all case_counts: by_time -> count_row
SELECT state AS word, '' AS second, count(*) AS count FROM term_case GROUP BY state;
