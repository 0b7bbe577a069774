package io.mooring.idempotency;

import io.mooring.access.Caller;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** One key that a caller gave, and what was made under it. */
@Entity
@Table(name = "idempotency_keys")
@IdClass(IdempotencyKey.Key.class)
public class IdempotencyKey {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "user_name")
  private String userName = "";

  @Id
  @Column(name = "idem_key")
  private String idemKey = "";

  @Column(name = "operation")
  private String operation = "";

  @Column(name = "body_sha256")
  private String bodySha256 = "";

  @Column(name = "resource_id")
  private String resourceId = "";

  @Column(name = "created_ms")
  private long createdMs;

  protected IdempotencyKey() {}

  IdempotencyKey(Caller caller, Repeatable request, String resourceId, Instant at) {
    this.tenantId = caller.tenant();
    this.userName = caller.user();
    this.idemKey = request.key();
    this.operation = request.operation();
    this.bodySha256 = request.bodySha256();
    this.resourceId = resourceId;
    this.createdMs = at.toEpochMilli();
  }

  boolean isFor(Repeatable request) {
    return operation.equals(request.operation()) && bodySha256.equals(request.bodySha256());
  }

  String resourceId() {
    return resourceId;
  }

  boolean isOlderThan(Instant limit) {
    return createdMs < limit.toEpochMilli();
  }

  /** Tenant, user and key; a class, for EE 10 knows no record as an id. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String userName = "";
    private String idemKey = "";

    public Key() {}

    Key(Caller caller, String idemKey) {
      this.tenantId = caller.tenant();
      this.userName = caller.user();
      this.idemKey = idemKey;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && userName.equals(key.userName)
          && idemKey.equals(key.idemKey);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, userName, idemKey);
    }
  }
}
