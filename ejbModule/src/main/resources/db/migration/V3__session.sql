CREATE TABLE workdirs (
    tenant_id   VARCHAR(64)   ${exact} NOT NULL,
    id          VARCHAR(40)   ${exact} NOT NULL,
    path        VARCHAR(1024) ${exact} NOT NULL,
    ownership   VARCHAR(16)   ${exact} NOT NULL,
    created_ms  BIGINT                 NOT NULL,
    CONSTRAINT workdirs_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT workdirs_path UNIQUE (tenant_id, path)
);

CREATE TABLE sessions (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    session_key          VARCHAR(256)  ${exact} NOT NULL,
    -- the key while the session lives, its id once it is deleted: the key is free at once
    live_key             VARCHAR(256)  ${exact} NOT NULL,
    agent                VARCHAR(128)  ${exact} NOT NULL,
    owner_name           VARCHAR(256)  ${exact} NOT NULL,
    thread_id            VARCHAR(256)  ${exact},
    title                VARCHAR(512),
    status               VARCHAR(16)   ${exact} NOT NULL,
    model_provider       VARCHAR(128)  ${exact},
    model_id             VARCHAR(256)  ${exact},
    workdir_id           VARCHAR(40)   ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128)  ${exact},
    context              VARCHAR(16)   ${exact},
    permissions_json     ${text},
    metadata_json        ${text},
    snapshots_json       ${text},
    lease_boot           VARCHAR(40)   ${exact},
    generation           BIGINT                 NOT NULL,
    checked_ms           BIGINT                 NOT NULL,
    cost_micros          BIGINT                 NOT NULL,
    tokens_input         BIGINT                 NOT NULL,
    tokens_output        BIGINT                 NOT NULL,
    tokens_reasoning     BIGINT                 NOT NULL,
    tokens_cache_read    BIGINT                 NOT NULL,
    tokens_cache_write   BIGINT                 NOT NULL,
    turn_count           BIGINT                 NOT NULL,
    created_ms           BIGINT                 NOT NULL,
    updated_ms           BIGINT                 NOT NULL,
    last_activity_ms     BIGINT                 NOT NULL,
    deleted_ms           BIGINT,
    version              BIGINT                 NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_live_key UNIQUE (tenant_id, live_key, agent)
);
CREATE INDEX sessions_newest ON sessions (tenant_id, created_ms, id);
CREATE INDEX sessions_owner ON sessions (tenant_id, owner_name, created_ms, id);
CREATE INDEX sessions_key ON sessions (tenant_id, session_key);
CREATE INDEX sessions_upstream ON sessions (tenant_id, upstream_session_id);
CREATE INDEX sessions_lease ON sessions (tenant_id, lease_boot);

-- What is about to be made upstream, written before it is made.
CREATE TABLE session_intents (
    tenant_id            VARCHAR(64)  ${exact} NOT NULL,
    nonce                VARCHAR(40)  ${exact} NOT NULL,
    session_id           VARCHAR(40)  ${exact} NOT NULL,
    generation           BIGINT                NOT NULL,
    boot_id              VARCHAR(40)  ${exact} NOT NULL,
    state                VARCHAR(16)  ${exact} NOT NULL,
    directory            VARCHAR(1024) ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128) ${exact},
    created_ms           BIGINT                NOT NULL,
    ended_ms             BIGINT,
    CONSTRAINT session_intents_pk PRIMARY KEY (tenant_id, nonce)
);
CREATE INDEX session_intents_state ON session_intents (tenant_id, state, created_ms);
CREATE INDEX session_intents_session ON session_intents (tenant_id, session_id);

-- Upstream sessions that a session had before its current one.
CREATE TABLE replaced_upstreams (
    tenant_id            VARCHAR(64)  ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128) ${exact} NOT NULL,
    session_id           VARCHAR(40)  ${exact} NOT NULL,
    replaced_ms          BIGINT                NOT NULL,
    CONSTRAINT replaced_upstreams_pk PRIMARY KEY (tenant_id, upstream_session_id)
);
CREATE INDEX replaced_upstreams_age ON replaced_upstreams (tenant_id, replaced_ms);
