-- What belongs to a subscriber beside the lines (subscriber.sql): cases, groups of them, papers. A directory row may be older than the
-- line's or the case's own, which says whose it is.

-- all blocks_of_subscriber: by_subscriber -> effect_row
SELECT effect.* FROM dir_subscriber JOIN line ON line.line_id = dir_subscriber.line_id JOIN effect ON effect.line_id = line.line_id
   AND effect.kind IN ('net_block', 'net_unblock') AND effect.generation = line.block_generation
 WHERE dir_subscriber.subscriber_id = :subscriber_id AND line.subscriber_id = :subscriber_id LIMIT 100;

-- all cases_of_subscriber: by_subscriber -> term_case
SELECT term_case.line_id, case_id, reference, state, is_open, authority, received_ms, deadline_ms, contested, msisdn
  FROM dir_subscriber JOIN term_case ON term_case.line_id = dir_subscriber.line_id
 WHERE dir_subscriber.subscriber_id = :subscriber_id AND term_case.subscriber_id = :subscriber_id
 ORDER BY received_ms DESC, case_id DESC LIMIT 100;

-- put group_add: dir_group -> none
INSERT INTO dir_group (group_id, line_id, case_id) VALUES (:group_id, :line_id, :case_id) ON CONFLICT DO NOTHING;

-- a request that was put away because its line had one already (withdrawn, and nobody had submitted it) is shown as that one
-- all group_cases: by_group -> term_case
SELECT term_case.* FROM dir_group
  JOIN term_case AS asked ON asked.line_id = dir_group.line_id AND asked.case_id = dir_group.case_id
  JOIN term_case ON term_case.line_id = asked.line_id AND term_case.case_id =
    CASE WHEN asked.state = 'withdrawn' AND asked.authority = '' THEN
      coalesce((SELECT met.case_id FROM term_case AS met WHERE met.line_id = asked.line_id AND met.authority <> '' ORDER BY met.received_ms DESC, met.case_id DESC LIMIT 1), asked.case_id)
    ELSE asked.case_id END
 WHERE dir_group.group_id = :group_id ORDER BY term_case.msisdn, term_case.received_ms LIMIT 50;

-- all documents_of_case: by_case -> document_row
SELECT * FROM document WHERE line_id = :line_id AND case_id = :case_id ORDER BY at_ms, document_id LIMIT 20;

-- ask document_get: by_document -> document_row
SELECT * FROM document WHERE line_id = :line_id AND document_id = :document_id;

-- ask document_part_get: by_document -> document_part
SELECT * FROM document_part WHERE line_id = :line_id AND document_id = :document_id AND part = :part;

-- what wishes that nobody has proven take up, all together
-- ask documents_unproven: none -> count_row
SELECT 'bytes' AS word, coalesce(sum(document.bytes), 0) AS count FROM document JOIN term_case
    ON term_case.line_id = document.line_id AND term_case.case_id = document.case_id
 WHERE term_case.proven_ms = 0;

-- gate document_add: document_row -> none
INSERT INTO document (line_id, case_id, document_id, type, bytes, parts, whole, digest, at_ms)
  VALUES (:line_id, :case_id, :document_id, :type, :bytes, :parts, :whole, :digest, :at_ms) ON CONFLICT DO NOTHING;

-- gate document_step: document_row -> none
UPDATE document SET bytes = :bytes, parts = :parts, whole = :whole, digest = :digest
 WHERE line_id = :line_id AND case_id = :case_id AND document_id = :document_id AND whole = 0 AND parts = :parts - 1;

-- put document_part_add: document_part -> none
INSERT INTO document_part (line_id, document_id, part, content) VALUES (:line_id, :document_id, :part, :content) ON CONFLICT DO NOTHING;

-- put document_drop: document_row -> none
DELETE FROM document WHERE line_id = :line_id AND case_id = :case_id AND document_id = :document_id;

-- put document_drop_parts: document_row -> none
DELETE FROM document_part WHERE line_id = :line_id AND document_id = :document_id;

-- put documents_drop_parts: by_case -> none
DELETE FROM document_part WHERE line_id = :line_id AND document_id IN
       (SELECT document_id FROM document WHERE line_id = :line_id AND case_id = :case_id);

-- put documents_drop: by_case -> none
DELETE FROM document WHERE line_id = :line_id AND case_id = :case_id;
