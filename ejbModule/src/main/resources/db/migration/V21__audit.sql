-- Who did what that somebody may ask for later.
CREATE TABLE audit_entries (
    tenant_id  VARCHAR(64)   ${exact} NOT NULL,
    id         VARCHAR(40)   ${exact} NOT NULL,
    at_ms      BIGINT                 NOT NULL,
    -- null: Mooring itself
    user_name  VARCHAR(256)  ${exact},
    action     VARCHAR(40)   ${exact} NOT NULL,
    target     VARCHAR(64)   ${exact} NOT NULL,
    session_id VARCHAR(40)   ${exact},
    facts      VARCHAR(8000) ${exact} NOT NULL,
    CONSTRAINT audit_entries_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_entries_newest ON audit_entries (tenant_id, at_ms DESC, id DESC);
