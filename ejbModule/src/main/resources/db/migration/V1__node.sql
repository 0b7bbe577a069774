-- One row a boot of a node. Leases name the boot; its heartbeat tells whether they still hold.
CREATE TABLE node_boots (
    tenant_id    VARCHAR(64) ${exact} NOT NULL,
    boot_id      VARCHAR(40) ${exact} NOT NULL,
    node_id      VARCHAR(40) ${exact} NOT NULL,
    heartbeat    BIGINT               NOT NULL,
    started_ms   BIGINT               NOT NULL,
    ended_ms     BIGINT,
    CONSTRAINT node_boots_pk PRIMARY KEY (tenant_id, boot_id)
);

CREATE TABLE installations (
    tenant_id       VARCHAR(64) ${exact} NOT NULL,
    installation_id VARCHAR(40) ${exact} NOT NULL,
    signing_key     VARCHAR(64) ${exact} NOT NULL,
    created_ms      BIGINT               NOT NULL,
    CONSTRAINT installations_pk PRIMARY KEY (tenant_id)
);

-- What a POST with an Idempotency-Key made, so that the same POST renders it again.
CREATE TABLE idempotency_keys (
    tenant_id    VARCHAR(64)  ${exact} NOT NULL,
    user_name    VARCHAR(256) ${exact} NOT NULL,
    idem_key     VARCHAR(200) ${exact} NOT NULL,
    operation    VARCHAR(120) ${exact} NOT NULL,
    body_sha256  VARCHAR(64)  ${exact} NOT NULL,
    resource_id  VARCHAR(40)  ${exact} NOT NULL,
    created_ms   BIGINT                NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (tenant_id, user_name, idem_key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (tenant_id, created_ms);
