-- Lists go from the newest to the oldest. Derby reads an index in its own order only: without these
-- it reads and sorts all that a tenant has for each page.
DROP INDEX sessions_newest;
CREATE INDEX sessions_newest ON sessions (tenant_id, created_ms DESC, id DESC);
DROP INDEX sessions_owner;
CREATE INDEX sessions_owner ON sessions (tenant_id, owner_name, created_ms DESC, id DESC);
CREATE INDEX sessions_thread ON sessions (tenant_id, thread_id, created_ms DESC, id DESC);
CREATE INDEX sessions_status ON sessions (tenant_id, status, created_ms DESC, id DESC);
