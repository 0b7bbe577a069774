package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.opencode.wire.UpstreamSession;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says, before it happens, that an upstream session is about to be made for a session. The nonce
 * goes upstream in the session's metadata, so that after a crash what was made can be told from
 * what somebody else made, or copied.
 */
@Entity
@Table(name = "session_intents")
@IdClass(SessionIntent.Key.class)
class SessionIntent {
  /** How what is made can be told upstream. */
  enum Kind {
    /** By the nonce in its metadata. */
    CREATE,
    /** By the nonce that its source carried, by its own, and by its id once that is known. */
    FORK,
    /** By its id, which is known before it is made. */
    IMPORT
  }

  /**
   * What is about to be made.
   *
   * @param upstreamId where it is known before
   * @param sourceId of a fork: what is copied
   * @param sourceDirectory of a fork: where it is at first
   */
  record Plan(
      Kind kind,
      @Nullable String upstreamId,
      @Nullable String sourceId,
      @Nullable String sourceDirectory) {
    static final Plan CREATE = new Plan(Kind.CREATE, null, null, null);

    static Plan importing(String upstreamId) {
      return new Plan(Kind.IMPORT, upstreamId, null, null);
    }

    static Plan forking(UpstreamSession source) {
      return new Plan(Kind.FORK, null, source.id(), source.directory());
    }
  }

  /** How far it got. */
  enum State {
    /** Perhaps made upstream, not yet known here. */
    OPEN,
    /** Made, and the session's current one or an earlier one. */
    DONE,
    /** Not made, or made and deleted again. */
    UNDONE
  }

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "nonce")
  private String nonce = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "generation")
  private long generation;

  @Column(name = "boot_id")
  private String bootId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private State state = State.OPEN;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  private Kind kind = Kind.CREATE;

  @Column(name = "source_upstream_id")
  private @Nullable String sourceUpstreamId;

  @Column(name = "source_directory")
  private @Nullable String sourceDirectory;

  @Column(name = "directory")
  private String directory = "";

  @Column(name = "upstream_session_id")
  private @Nullable String upstreamSessionId;

  @Column(name = "created_ms")
  private long createdMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  protected SessionIntent() {}

  SessionIntent(
      Actor actor, String nonce, SessionClaim claim, Plan plan, String bootId, Instant at) {
    this.tenantId = actor.tenant();
    this.nonce = nonce;
    this.sessionId = claim.sessionId();
    this.generation = claim.generation();
    this.bootId = bootId;
    this.directory = claim.directory();
    this.kind = plan.kind();
    this.upstreamSessionId = plan.upstreamId();
    this.sourceUpstreamId = plan.sourceId();
    this.sourceDirectory = plan.sourceDirectory();
    this.createdMs = at.toEpochMilli();
  }

  /** It is known by now what was made. */
  void made(String upstreamId) {
    upstreamSessionId = upstreamId;
  }

  void done(String upstreamId, Instant at) {
    end(State.DONE, at);
    upstreamSessionId = upstreamId;
  }

  void undone(Instant at) {
    end(State.UNDONE, at);
  }

  private void end(State how, Instant at) {
    state = how;
    endedMs = at.toEpochMilli();
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** The upstream session that came of it; none while it is open or when it was undone. */
  Optional<String> made() {
    return Optional.ofNullable(upstreamSessionId).filter(id -> state == State.DONE);
  }

  /** When it ended, or began if it has not ended. */
  Instant since() {
    return Instant.ofEpochMilli(endedMs == null ? createdMs : endedMs);
  }

  long generation() {
    return generation;
  }

  Kind kind() {
    return kind;
  }

  Optional<String> upstreamSessionId() {
    return Optional.ofNullable(upstreamSessionId);
  }

  Optional<String> sourceUpstreamId() {
    return Optional.ofNullable(sourceUpstreamId);
  }

  Optional<String> sourceDirectory() {
    return Optional.ofNullable(sourceDirectory);
  }

  String nonce() {
    return nonce;
  }

  String sessionId() {
    return sessionId;
  }

  String directory() {
    return directory;
  }

  /** Tenant and nonce; a class, for EE 10 knows no record as an id. */
  static class Key implements Serializable {
    private String tenantId = "";
    private String nonce = "";

    public Key() {}

    Key(String tenantId, String nonce) {
      this.tenantId = tenantId;
      this.nonce = nonce;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && tenantId.equals(key.tenantId) && nonce.equals(key.nonce);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, nonce);
    }
  }
}
