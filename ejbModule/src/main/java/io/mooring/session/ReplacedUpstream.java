package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** An upstream session that a session had before its current one. */
@Entity
@Table(name = "replaced_upstreams")
@IdClass(ReplacedUpstream.Key.class)
class ReplacedUpstream {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "upstream_session_id")
  private String upstreamSessionId = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "replaced_ms")
  private long replacedMs;

  protected ReplacedUpstream() {}

  ReplacedUpstream(Actor actor, String upstreamSessionId, String sessionId, Instant at) {
    this.tenantId = actor.tenant();
    this.upstreamSessionId = upstreamSessionId;
    this.sessionId = sessionId;
    this.replacedMs = at.toEpochMilli();
  }

  /** Tenant and upstream id; a class, for EE 10 knows no record as an id. */
  static class Key implements Serializable {
    private String tenantId = "";
    private String upstreamSessionId = "";

    public Key() {}

    Key(String tenantId, String upstreamSessionId) {
      this.tenantId = tenantId;
      this.upstreamSessionId = upstreamSessionId;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && upstreamSessionId.equals(key.upstreamSessionId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, upstreamSessionId);
    }
  }
}
