-- The final account of a case: decided (1) or not (0), and its figures as JSON; empty where billing was never asked.
ALTER TABLE term_case ADD COLUMN settled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE term_case ADD COLUMN account TEXT NOT NULL DEFAULT '';
-- what is closing now was confirmed, or will be, with the figures of its quote
UPDATE term_case SET settled = 1 WHERE state IN ('closing', 'confirmed', 'ported');
