-- What was said, kept by us: one row a message of a turn, in the words of the wire.
CREATE TABLE messages (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    turn_id              VARCHAR(40)   ${exact} NOT NULL,
    -- the turn's number in the session and the message's in the turn, 0 for the prompt: the order
    turn_number          BIGINT                 NOT NULL,
    message_number       BIGINT                 NOT NULL,
    role_name            VARCHAR(16)   ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128)  ${exact},
    -- our own id until upstream's is known
    upstream_message_id  VARCHAR(160)  ${exact} NOT NULL,
    info_json            ${text}                NOT NULL,
    parts_json           ${text}                NOT NULL,
    cost_micros          BIGINT                 NOT NULL,
    tokens_input         BIGINT                 NOT NULL,
    tokens_output        BIGINT                 NOT NULL,
    tokens_reasoning     BIGINT                 NOT NULL,
    tokens_cache_read    BIGINT                 NOT NULL,
    tokens_cache_write   BIGINT                 NOT NULL,
    created_ms           BIGINT                 NOT NULL,
    CONSTRAINT messages_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT messages_order UNIQUE (tenant_id, session_id, turn_number, message_number),
    CONSTRAINT messages_once UNIQUE (tenant_id, session_id, upstream_message_id)
);

-- What the agent read, changed and ran: one row a call, written with its event in the journal.
CREATE TABLE file_events (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    -- of the event file.changed in the session's journal
    seq                  BIGINT                 NOT NULL,
    turn_id              VARCHAR(40)   ${exact} NOT NULL,
    call_id              VARCHAR(160)  ${exact} NOT NULL,
    message_id           VARCHAR(40)   ${exact} NOT NULL,
    upstream_message_id  VARCHAR(160)  ${exact} NOT NULL,
    event_type           VARCHAR(16)   ${exact} NOT NULL,
    file_paths           ${text},
    diff_text            ${text},
    command_text         ${text},
    at_ms                BIGINT                 NOT NULL,
    CONSTRAINT file_events_pk PRIMARY KEY (tenant_id, session_id, seq),
    CONSTRAINT file_events_once UNIQUE
        (tenant_id, session_id, turn_id, upstream_message_id, call_id)
);
