package io.mooring.approval;

import io.mooring.access.RowId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** What somebody allowed for the rest of a session. */
@Entity
@Table(name = "standing_approvals")
@IdClass(RowId.class)
class StandingApproval {
  static final int MOST_PATTERN_CHARS = 2_000;

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "permission")
  private String permission = "";

  @Column(name = "pattern")
  private String pattern = "";

  @Column(name = "granted_by")
  private String grantedBy = "";

  @Column(name = "granted_ms")
  private long grantedMs;

  protected StandingApproval() {}

  StandingApproval(String id, Ask ask, String pattern, String by, Instant at) {
    this.tenantId = ask.tenantId();
    this.id = id;
    this.sessionId = ask.sessionId();
    this.permission = ask.permission().orElseThrow();
    this.pattern = pattern;
    this.grantedBy = by;
    this.grantedMs = at.toEpochMilli();
  }
}
