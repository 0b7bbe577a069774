-- What waits or runs in one session, named by the query that reads it.
CREATE INDEX turns_unfinished ON turns (tenant_id, session_id, state, turn_number);
