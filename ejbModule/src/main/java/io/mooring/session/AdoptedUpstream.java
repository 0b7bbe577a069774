package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** An upstream session that somebody else made; its key lets one of two that adopt it win. */
@Entity
@Table(name = "adopted_upstreams")
@IdClass(UpstreamKey.class)
class AdoptedUpstream {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "upstream_session_id")
  private String upstreamSessionId = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "adopted_ms")
  private long adoptedMs;

  protected AdoptedUpstream() {}

  AdoptedUpstream(Actor actor, String upstreamSessionId) {
    this.tenantId = actor.tenant();
    this.upstreamSessionId = upstreamSessionId;
  }

  /** The one before has ended, or there was none. */
  void by(String adopter, Instant at) {
    sessionId = adopter;
    adoptedMs = at.toEpochMilli();
  }
}
