-- The roles of who set the session's own rules, by which those are judged.
ALTER TABLE sessions ADD COLUMN permissions_roles VARCHAR(128) ${exact};
-- Of the rules that the current upstream session was last told; null when it was told none.
ALTER TABLE sessions ADD COLUMN rules_fingerprint VARCHAR(64) ${exact};
