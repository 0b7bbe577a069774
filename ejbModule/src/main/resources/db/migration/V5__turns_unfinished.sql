-- What waits or runs in one session. Without it Derby read these by turns_state, and so waited for
-- the locks of every other session that was just queueing a turn.
CREATE INDEX turns_unfinished ON turns (tenant_id, session_id, state, turn_number);
