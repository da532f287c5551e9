-- How often a far end has said of an effect that it works on it: the pause before it is asked again grows with it.
ALTER TABLE effect ADD COLUMN polls BIGINT NOT NULL DEFAULT 0;
