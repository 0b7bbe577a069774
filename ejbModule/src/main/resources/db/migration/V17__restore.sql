-- Directories that somebody changes as a whole: no turn begins there meanwhile.
CREATE TABLE workdir_leases (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    path                 VARCHAR(1024) ${exact} NOT NULL,
    -- what is done to it: a restore's id
    holder               VARCHAR(40)   ${exact} NOT NULL,
    lease_boot           VARCHAR(40)   ${exact} NOT NULL,
    generation           BIGINT                 NOT NULL,
    taken_ms             BIGINT                 NOT NULL,
    CONSTRAINT workdir_leases_pk PRIMARY KEY (tenant_id, path)
);

-- Locked by whoever takes such a lease, for leases overlap though their keys differ.
CREATE TABLE workdir_gates (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    CONSTRAINT workdir_gates_pk PRIMARY KEY (tenant_id)
);

-- Snapshots on their way back, and what became of them.
CREATE TABLE restores (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    snapshot_id          VARCHAR(40)   ${exact} NOT NULL,
    snapshot_taken_ms    BIGINT                 NOT NULL,
    -- into which session, and whether it was made for this
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    target               VARCHAR(16)   ${exact} NOT NULL,
    owner_name           VARCHAR(256)  ${exact} NOT NULL,
    state                VARCHAR(16)   ${exact} NOT NULL,
    -- who works at it, and under which generation of the directory's lease
    lease_boot           VARCHAR(40)   ${exact},
    generation           BIGINT                 NOT NULL,
    -- the node that sees the directory
    node_id              VARCHAR(64)   ${exact} NOT NULL,
    path                 VARCHAR(1024) ${exact} NOT NULL,
    mark                 VARCHAR(64)   ${exact} NOT NULL,
    -- inodes of the two trees, written before the first rename
    fresh_inode          BIGINT,
    old_inode            BIGINT,
    before_snapshot_id   VARCHAR(40)   ${exact},
    -- the upstream session that gives way
    replaces             VARCHAR(128)  ${exact},
    failure_code         VARCHAR(64)   ${exact},
    created_ms           BIGINT                 NOT NULL,
    ended_ms             BIGINT,
    -- when nothing of it was left beside the workdir
    cleaned_ms           BIGINT,
    version              BIGINT                 NOT NULL,
    CONSTRAINT restores_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX restores_uncleaned ON restores (tenant_id, cleaned_ms, state);
CREATE INDEX restores_session ON restores (tenant_id, session_id, created_ms);
