package io.mooring.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * The installation that this database belongs to: its id marks what is made upstream, its key signs
 * what callers bring back to any node.
 */
@Entity
@Table(name = "installations")
public class Installation {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Column(name = "installation_id")
  private String installationId = "";

  @Column(name = "signing_key")
  private String signingKey = "";

  @Column(name = "created_ms")
  private long createdMs;

  protected Installation() {}

  Installation(String tenantId, String installationId, String signingKey, Instant createdAt) {
    this.tenantId = tenantId;
    this.installationId = installationId;
    this.signingKey = signingKey;
    this.createdMs = createdAt.toEpochMilli();
  }

  String installationId() {
    return installationId;
  }

  /** Base64 of 32 random bytes. */
  String signingKey() {
    return signingKey;
  }
}
