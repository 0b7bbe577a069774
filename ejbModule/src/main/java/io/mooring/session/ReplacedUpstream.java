package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** An upstream session that a session had before its current one, or had until it was ended. */
@Entity
@Table(name = "replaced_upstreams")
@IdClass(ReplacedUpstream.Key.class)
class ReplacedUpstream {
  /** What is to become of it. */
  enum State {
    /** Kept for a while, for somebody may want to look at it. */
    REPLACED,
    /** Its session was closed or deleted: it goes as soon as upstream can be asked. */
    ENDED,
    /** Upstream has it no more. */
    GONE,
    /** Mooring did not make it, so it stays upstream. */
    LEFT
  }

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

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private State state = State.REPLACED;

  @Column(name = "tried_ms")
  private long triedMs;

  protected ReplacedUpstream() {}

  ReplacedUpstream(Actor actor, String upstreamSessionId, String sessionId, Instant at) {
    this.tenantId = actor.tenant();
    this.upstreamSessionId = upstreamSessionId;
    this.sessionId = sessionId;
    this.replacedMs = at.toEpochMilli();
  }

  /** Its session was closed or deleted; whoever did that tries first. */
  void ended(Instant at) {
    if (state == State.REPLACED) {
      state = State.ENDED;
      tried(at);
    }
  }

  /** Somebody is about to delete it. */
  void tried(Instant at) {
    triedMs = at.toEpochMilli();
  }

  void gone() {
    state = State.GONE;
  }

  void left() {
    state = State.LEFT;
  }

  State state() {
    return state;
  }

  String sessionId() {
    return sessionId;
  }

  Instant replacedAt() {
    return Instant.ofEpochMilli(replacedMs);
  }

  /** Whether nobody wants it any more, be it deleted already or not. */
  boolean isOver(Instant replacedUntil) {
    return state == State.GONE || isDue(replacedUntil);
  }

  /**
   * Whether it may be deleted now.
   *
   * @param replacedUntil when one that was replaced must have been replaced at the latest
   */
  boolean isDue(Instant replacedUntil) {
    return state == State.ENDED
        || (state == State.REPLACED && !replacedAt().isAfter(replacedUntil));
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
