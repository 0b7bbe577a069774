package io.mooring.turn;

import io.mooring.access.SystemCaller;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * The parts of a running turn that are still being written, as its runner last wrote them down: one
 * row a runner, told apart by the generation, so that a later one does not overwrite what only the
 * earlier one had heard.
 */
@Entity
@Table(name = "open_replies")
@IdClass(KeptReply.Key.class)
public class KeptReply {
  @Id
  @Column(name = "tenant_id", nullable = false, updatable = false)
  private String tenantId = "";

  @Id
  @Column(name = "turn_id", nullable = false, updatable = false)
  private String turnId = "";

  @Id
  @Column(name = "generation", nullable = false, updatable = false)
  private long generation;

  @Column(name = "session_id", nullable = false, updatable = false)
  private String sessionId = "";

  @Lob
  @Column(name = "body", nullable = false)
  private String body = "";

  @Column(name = "updated_ms", nullable = false)
  private long updatedMillis;

  /** For the provider. */
  protected KeptReply() {}

  KeptReply(SystemCaller system, ClaimedTurn turn) {
    this.tenantId = system.tenant();
    this.turnId = turn.turnId();
    this.generation = turn.generation();
    this.sessionId = turn.sessionId();
  }

  String turnId() {
    return turnId;
  }

  /** A JSON array of {partId, kind, text}. */
  String body() {
    return body;
  }

  void write(String newBody, Instant at) {
    body = newBody;
    updatedMillis = at.toEpochMilli();
  }

  /** The primary key. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String turnId = "";
    private long generation;

    /** For the provider. */
    public Key() {}

    Key(String tenantId, String turnId, long generation) {
      this.tenantId = tenantId;
      this.turnId = turnId;
      this.generation = generation;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && generation == key.generation
          && tenantId.equals(key.tenantId)
          && turnId.equals(key.turnId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, turnId, generation);
    }
  }
}
