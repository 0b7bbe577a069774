-- Conversations as upstream had them after a turn, encrypted.
CREATE TABLE conversation_exports (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    id                   VARCHAR(40)   ${exact} NOT NULL,
    session_id           VARCHAR(40)   ${exact} NOT NULL,
    turn_id              VARCHAR(40)   ${exact} NOT NULL,
    turn_number          BIGINT                 NOT NULL,
    -- of the JSON text; what is stored is smaller
    size_bytes           BIGINT                 NOT NULL,
    content              ${bytes}               NOT NULL,
    taken_ms             BIGINT                 NOT NULL,
    CONSTRAINT conversation_exports_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX conversation_exports_newest ON conversation_exports (tenant_id, session_id, turn_number);

-- Each tenant's data keys, wrapped with a configured key.
CREATE TABLE snapshot_keys (
    tenant_id            VARCHAR(64)   ${exact} NOT NULL,
    key_name             VARCHAR(16)   ${exact} NOT NULL,
    -- which configured key wraps it
    wrapped_by           VARCHAR(40)   ${exact} NOT NULL,
    -- base64
    wrapped_key          VARCHAR(256)  ${exact} NOT NULL,
    created_ms           BIGINT                 NOT NULL,
    CONSTRAINT snapshot_keys_pk PRIMARY KEY (tenant_id, key_name)
);
