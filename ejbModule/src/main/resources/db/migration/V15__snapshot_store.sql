-- Packs and manifests, where the database is the snapshots' store.
CREATE TABLE stored_objects (
    tenant_id            VARCHAR(255)  ${exact} NOT NULL,
    kind                 VARCHAR(16)   ${exact} NOT NULL,
    id                   VARCHAR(64)   ${exact} NOT NULL,
    content_id           VARCHAR(32)   ${exact} NOT NULL,
    size_bytes           BIGINT                 NOT NULL,
    stored_ms            BIGINT                 NOT NULL,
    CONSTRAINT stored_objects_pk PRIMARY KEY (tenant_id, kind, id)
);

-- Content that is no object yet, or none any more.
CREATE TABLE loose_contents (
    tenant_id            VARCHAR(255)  ${exact} NOT NULL,
    content_id           VARCHAR(32)   ${exact} NOT NULL,
    -- WRITING, or DROPPED: then nothing makes an object of it, and its segments may go
    state                VARCHAR(16)   ${exact} NOT NULL,
    touched_ms           BIGINT                 NOT NULL,
    CONSTRAINT loose_contents_pk PRIMARY KEY (tenant_id, content_id)
);
CREATE INDEX loose_contents_age ON loose_contents (tenant_id, state, touched_ms);

-- 1 MiB each, the last one shorter.
CREATE TABLE stored_segments (
    tenant_id            VARCHAR(255)  ${exact} NOT NULL,
    content_id           VARCHAR(32)   ${exact} NOT NULL,
    segment_number       INTEGER                NOT NULL,
    content              ${bytes}               NOT NULL,
    CONSTRAINT stored_segments_pk PRIMARY KEY (tenant_id, content_id, segment_number)
);

-- What a snapshot builds on while it is taken: kept until then. Ids with a space between two.
ALTER TABLE snapshots ADD COLUMN base_ids VARCHAR(128) ${exact};
-- A check has found that it can't be read.
ALTER TABLE snapshots ADD COLUMN damaged_ms BIGINT;

-- What no snapshot needs, until it is deleted.
CREATE TABLE snapshot_marks (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    kind                 VARCHAR(16)   ${exact} NOT NULL,
    id                   VARCHAR(64)   ${exact} NOT NULL,
    marked_ms            BIGINT                 NOT NULL,
    -- ids of the captures that ran then, with a space between two
    waits_for            ${text}                NOT NULL,
    CONSTRAINT snapshot_marks_pk PRIMARY KEY (tenant_id, kind, id)
);
