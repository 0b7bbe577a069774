-- What agents ask people: approvals and questions.
CREATE TABLE asks (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    kind                 VARCHAR(16)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    owner_name           VARCHAR(256)  ${exact} NOT NULL,
    turn_id              VARCHAR(40)   ${exact} NOT NULL,
    -- the session's own upstream session, or a subagent's
    upstream_session_id  VARCHAR(128)  ${exact} NOT NULL,
    directory            VARCHAR(1024) ${exact} NOT NULL,
    request_id           VARCHAR(128)  ${exact} NOT NULL,
    call_id              VARCHAR(256)  ${exact},
    permission           VARCHAR(512)  ${exact},
    -- {patterns, always, metadata} of an approval, {questions} of a question
    subject_json         ${text}                NOT NULL,
    state                VARCHAR(16)   ${exact} NOT NULL,
    decision             VARCHAR(16)   ${exact},
    message              VARCHAR(2000),
    answers_json         ${text},
    decided_by           VARCHAR(256)  ${exact},
    asked_ms             BIGINT                 NOT NULL,
    expires_ms           BIGINT                 NOT NULL,
    decided_ms           BIGINT,
    CONSTRAINT asks_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT asks_request UNIQUE (tenant_id, session_id, request_id)
);
CREATE INDEX asks_open ON asks (tenant_id, state, asked_ms, id);
CREATE INDEX asks_session ON asks (tenant_id, session_id, asked_ms, id);
CREATE INDEX asks_turn ON asks (tenant_id, turn_id, state);

-- What somebody allowed for good, within one session.
CREATE TABLE standing_approvals (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    permission           VARCHAR(512)  ${exact} NOT NULL,
    pattern              VARCHAR(2000) ${exact} NOT NULL,
    granted_by           VARCHAR(256)  ${exact} NOT NULL,
    granted_ms           BIGINT                 NOT NULL,
    CONSTRAINT standing_approvals_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX standing_approvals_session ON standing_approvals (tenant_id, session_id, permission);
