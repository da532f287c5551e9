-- What SMS gateways tell us: delivery reports, and answers from lines.

-- all sms_reports: effect_key -> sms_report_row
SELECT * FROM sms_report WHERE line_id = :line_id AND case_id = :case_id AND kind = :kind AND generation = :generation
 ORDER BY at_ms, part, report;

-- gate sms_report_add: sms_report_row -> none
INSERT INTO sms_report (line_id, case_id, kind, generation, part, report, parts, at_ms)
  VALUES (:line_id, :case_id, :kind, :generation, :part, :report, :parts, :at_ms) ON CONFLICT DO NOTHING;

-- put effect_reported: effect_row -> none
UPDATE effect SET finding = :finding, reported_ms = :reported_ms
 WHERE line_id = :line_id AND case_id = :case_id AND kind = :kind AND generation = :generation;

-- ask stop_reply_last: by_line -> effect_row
SELECT * FROM effect WHERE line_id = :line_id AND kind = 'sms_stop_reply' ORDER BY created_ms DESC, generation DESC LIMIT 1;
