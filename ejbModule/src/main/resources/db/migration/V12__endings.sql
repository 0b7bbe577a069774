-- How far an earlier upstream session is on its way to being deleted: REPLACED ones are kept for a
-- while, ENDED ones (their session was closed or deleted) go as soon as upstream can be asked.
ALTER TABLE replaced_upstreams ADD COLUMN state VARCHAR(16) ${exact} DEFAULT 'REPLACED' NOT NULL;
ALTER TABLE replaced_upstreams ADD COLUMN tried_ms BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX replaced_upstreams_state ON replaced_upstreams (tenant_id, state, tried_ms);
-- Which sessions share a workdir.
CREATE INDEX sessions_workdir ON sessions (tenant_id, workdir_id);
