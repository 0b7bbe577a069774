-- Snapshots of workdirs and conversations; what they hold lies in the store.
CREATE TABLE snapshots (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    owner_name           VARCHAR(256)  ${exact} NOT NULL,
    workdir              VARCHAR(1024) ${exact} NOT NULL,
    reason               VARCHAR(16)   ${exact} NOT NULL,
    state                VARCHAR(16)   ${exact} NOT NULL,
    -- who captures it; null once that has ended
    lease_boot           VARCHAR(40)   ${exact},
    generation           BIGINT                 NOT NULL,
    created_ms           BIGINT                 NOT NULL,
    taken_ms             BIGINT                 NOT NULL,
    ended_ms             BIGINT,
    -- how the session's last turn had ended, if there was one
    end_state            VARCHAR(16)   ${exact},
    consistency          VARCHAR(16)   ${exact},
    conversation         VARCHAR(16)   ${exact},
    -- the last seq of the feed when it began and when it ended
    feed_start           BIGINT                 NOT NULL,
    feed_end             BIGINT                 NOT NULL,
    file_count           BIGINT                 NOT NULL,
    total_bytes          BIGINT                 NOT NULL,
    stored_bytes         BIGINT                 NOT NULL,
    new_bytes            BIGINT                 NOT NULL,
    sha256               VARCHAR(64)   ${exact},
    verified_ms          BIGINT,
    label                VARCHAR(256),
    hold_ms              BIGINT,
    failure_code         VARCHAR(64)   ${exact},
    version              BIGINT                 NOT NULL,
    CONSTRAINT snapshots_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX snapshots_session ON snapshots (tenant_id, session_id, created_ms, id);
CREATE INDEX snapshots_state ON snapshots (tenant_id, state, created_ms);
CREATE INDEX snapshots_workdir ON snapshots (tenant_id, workdir, state, created_ms);
CREATE INDEX snapshots_lease ON snapshots (tenant_id, lease_boot);

-- The newest complete snapshot of a session.
ALTER TABLE sessions ADD COLUMN last_snapshot_id VARCHAR(40) ${exact};
ALTER TABLE sessions ADD COLUMN last_snapshot_ms BIGINT;
