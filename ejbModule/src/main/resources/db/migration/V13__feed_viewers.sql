-- One-time tickets with which a browser opens the feed: of each only the hash.
CREATE TABLE feed_tickets (
    tenant_id    VARCHAR(64)  ${exact} NOT NULL,
    ticket_hash  VARCHAR(64)  ${exact} NOT NULL,
    -- null: for the feed of all sessions
    session_id   VARCHAR(40)  ${exact},
    user_name    VARCHAR(256) ${exact} NOT NULL,
    role_names   VARCHAR(256) ${exact} NOT NULL,
    expires_ms   BIGINT                NOT NULL,
    CONSTRAINT feed_tickets_pk PRIMARY KEY (tenant_id, ticket_hash)
);
CREATE INDEX feed_tickets_age ON feed_tickets (tenant_id, expires_ms);

-- The parts of a running turn that are still being written, as they were a second ago.
CREATE TABLE open_replies (
    tenant_id   VARCHAR(64) ${exact} NOT NULL,
    turn_id     VARCHAR(40) ${exact} NOT NULL,
    generation  BIGINT               NOT NULL,
    session_id  VARCHAR(40) ${exact} NOT NULL,
    body        ${text}              NOT NULL,
    updated_ms  BIGINT               NOT NULL,
    CONSTRAINT open_replies_pk PRIMARY KEY (tenant_id, turn_id, generation)
);
CREATE INDEX open_replies_session ON open_replies (tenant_id, session_id);

-- What has changed of late, for the feed of all sessions.
CREATE INDEX sessions_updated ON sessions (tenant_id, updated_ms);
