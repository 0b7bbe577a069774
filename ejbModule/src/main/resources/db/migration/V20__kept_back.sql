-- The upstream session that ignored an abort: no turn starts in it until upstream is seen at rest.
ALTER TABLE sessions ADD COLUMN kept_back_upstream_id VARCHAR(128) ${exact};
