-- Derby looks several ids up at once only where an index begins with them; by the primary keys, which begin with the
-- tenant, it reads all rows of the tenant.
CREATE INDEX sessions_id ON sessions (id);
CREATE INDEX feed_heads_session ON feed_heads (session_id);
