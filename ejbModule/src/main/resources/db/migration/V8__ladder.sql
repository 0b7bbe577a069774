-- How an intent's effect is known upstream: CREATE by its nonce; FORK by the nonce that the source
-- carried, and by its id once that is known; IMPORT by the id that it was given beforehand.
ALTER TABLE session_intents ADD COLUMN kind VARCHAR(16) ${exact} DEFAULT 'CREATE' NOT NULL;
ALTER TABLE session_intents ADD COLUMN source_upstream_id VARCHAR(128) ${exact};
ALTER TABLE session_intents ADD COLUMN source_directory VARCHAR(4096) ${exact};

-- What upstream called the workdir when the session was opened in it.
ALTER TABLE sessions ADD COLUMN opened_directory VARCHAR(4096) ${exact};
-- What a session that was never opened goes on with.
ALTER TABLE sessions ADD COLUMN resume_upstream_id VARCHAR(128) ${exact};
ALTER TABLE sessions ADD COLUMN resume_session_id VARCHAR(40) ${exact};

-- Histories that were imported, with the new id of each old one.
CREATE TABLE session_imports (
    tenant_id            VARCHAR(64)  ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128) ${exact} NOT NULL,
    session_id           VARCHAR(40)  ${exact} NOT NULL,
    source               VARCHAR(64)  ${exact} NOT NULL,
    ids_json             ${text}               NOT NULL,
    imported_ms          BIGINT                NOT NULL,
    CONSTRAINT session_imports_pk PRIMARY KEY (tenant_id, upstream_session_id)
);
CREATE INDEX session_imports_session ON session_imports (tenant_id, session_id);

-- Upstream sessions that somebody else made: one live session at most may have each.
CREATE TABLE adopted_upstreams (
    tenant_id            VARCHAR(64)  ${exact} NOT NULL,
    upstream_session_id  VARCHAR(128) ${exact} NOT NULL,
    session_id           VARCHAR(40)  ${exact} NOT NULL,
    adopted_ms           BIGINT                NOT NULL,
    CONSTRAINT adopted_upstreams_pk PRIMARY KEY (tenant_id, upstream_session_id)
);
