-- The feed: one head and one journal a session. A writer locks the head last and takes its seqs.

CREATE TABLE feed_heads (
  tenant_id    VARCHAR(64) ${exact} NOT NULL,
  session_id   VARCHAR(40) ${exact} NOT NULL,
  epoch        VARCHAR(40) ${exact} NOT NULL,
  last_seq     BIGINT NOT NULL,
  journal_from BIGINT NOT NULL,
  CONSTRAINT feed_heads_pk PRIMARY KEY (tenant_id, session_id)
);

CREATE TABLE feed_events (
  tenant_id  VARCHAR(64) ${exact} NOT NULL,
  session_id VARCHAR(40) ${exact} NOT NULL,
  seq        BIGINT NOT NULL,
  event_type VARCHAR(40) ${exact} NOT NULL,
  turn_id    VARCHAR(40) ${exact},
  at_ms      BIGINT NOT NULL,
  body       ${text} NOT NULL,
  CONSTRAINT feed_events_pk PRIMARY KEY (tenant_id, session_id, seq)
);
