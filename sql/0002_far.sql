-- Far ends. How often one has said of an effect that it works on it: the pause before it is asked again grows with it.
ALTER TABLE effect ADD COLUMN polls BIGINT NOT NULL DEFAULT 0;

-- How the far end of a family does, as its worker told last.
CREATE TABLE far_end (
	family TEXT NOT NULL PRIMARY KEY, failures BIGINT NOT NULL, rests_until BIGINT NOT NULL, detail TEXT NOT NULL, at_ms BIGINT NOT NULL
);
