-- Lines, their directories and their numbers.

-- ask line_find: by_msisdn -> dir_msisdn
SELECT msisdn, line_id FROM dir_msisdn WHERE msisdn = :msisdn;

-- ask line_get: by_line -> line
SELECT * FROM line WHERE line_id = :line_id;

-- all line_page: by_page -> line
SELECT * FROM line WHERE msisdn >= :after_text AND (msisdn > :after_text OR line_id > :after_id) ORDER BY msisdn, line_id LIMIT :limit;

-- gate line_add: line -> none
INSERT INTO line (line_id, version, operator, msisdn, imsi, iccid, status, blocked, block_generation, kind, sim, plan,
       consumer, ported_in, contract_start, contract_end, price_rise, monthly_fee_cents, device_cents, credit_cents,
       credit_expiry, exit_fee_cents, debt_cents, balance_as_of, name, email, phone, previous_email, language,
       document_kind, document_hash, changed_ms, created_ms, ended_ms, subscriber_id, customer, sold_online)
  VALUES (:line_id, :version, :operator, :msisdn, :imsi, :iccid, :status, :blocked, :block_generation, :kind, :sim,
       :plan, :consumer, :ported_in, :contract_start, :contract_end, :price_rise, :monthly_fee_cents, :device_cents,
       :credit_cents, :credit_expiry, :exit_fee_cents, :debt_cents, :balance_as_of, :name, :email, :phone,
       :previous_email, :language, :document_kind, :document_hash, :changed_ms, :created_ms, :ended_ms, :subscriber_id,
       :customer, :sold_online) ON CONFLICT DO NOTHING;

-- gate line_change: line -> none
UPDATE line SET operator = :operator, msisdn = :msisdn, imsi = :imsi, iccid = :iccid, status = :status, blocked =
       :blocked, block_generation = :block_generation, kind = :kind, sim = :sim, plan = :plan, consumer = :consumer,
       ported_in = :ported_in, contract_start = :contract_start, contract_end = :contract_end, price_rise =
       :price_rise, monthly_fee_cents = :monthly_fee_cents, device_cents = :device_cents, credit_cents =
       :credit_cents, credit_expiry = :credit_expiry, exit_fee_cents = :exit_fee_cents, debt_cents = :debt_cents,
       balance_as_of = :balance_as_of, name = :name, email = :email, phone = :phone, previous_email = :previous_email,
       language = :language, document_kind = :document_kind, document_hash = :document_hash, changed_ms = :changed_ms,
       created_ms = :created_ms, ended_ms = :ended_ms, subscriber_id = :subscriber_id, customer = :customer,
       sold_online = :sold_online, version = :version + 1
 WHERE line_id = :line_id AND version = :version;

-- put line_end: line -> none
UPDATE line SET status = 'ended', ended_ms = :ended_ms, version = version + 1 WHERE line_id = :line_id AND status = 'active';

-- put dir_msisdn_set: dir_msisdn -> none
INSERT INTO dir_msisdn (msisdn, line_id) VALUES (:msisdn, :line_id)
    ON CONFLICT (msisdn) DO UPDATE SET line_id = excluded.line_id;

-- ask number_get: by_line -> number_hold
SELECT * FROM number_hold WHERE line_id = :line_id;

-- all number_page: by_page -> number_hold
SELECT * FROM number_hold WHERE msisdn >= :after_text AND (msisdn > :after_text OR line_id > :after_id)
   AND (:state = '' OR state = :state) ORDER BY msisdn, line_id LIMIT :limit;

-- put number_set: number_hold -> none
INSERT INTO number_hold (line_id, msisdn, state, held_ms, portable_until, assignable_from, ported_ms, removal_ms)
  VALUES (:line_id, :msisdn, :state, :held_ms, :portable_until, :assignable_from, :ported_ms, :removal_ms)
    ON CONFLICT (line_id) DO UPDATE SET state = excluded.state, portable_until = excluded.portable_until,
       assignable_from = excluded.assignable_from, ported_ms = excluded.ported_ms, removal_ms = excluded.removal_ms;
