package io.mooring.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A durable event of a session: written once, never changed. */
@Entity
@Table(name = "feed_events")
@IdClass(FeedEvent.Key.class)
public class FeedEvent {
  @Id
  @Column(name = "tenant_id", nullable = false, updatable = false)
  private String tenantId;

  @Id
  @Column(name = "session_id", nullable = false, updatable = false)
  private String sessionId;

  @Id
  @Column(name = "seq", nullable = false, updatable = false)
  private long seq;

  @Column(name = "event_type", nullable = false, updatable = false)
  private String type;

  @Column(name = "turn_id", updatable = false)
  private @Nullable String turnId;

  @Column(name = "at_ms", nullable = false, updatable = false)
  private long atMillis;

  @Lob
  @Column(name = "body", nullable = false, updatable = false)
  private String body;

  /** For the provider. */
  protected FeedEvent() {
    tenantId = "";
    sessionId = "";
    type = "";
    body = "";
  }

  FeedEvent(String tenantId, StoredEvent event) {
    this.tenantId = tenantId;
    this.sessionId = event.sessionId();
    this.seq = event.seq();
    this.type = event.type();
    this.turnId = event.turnId().orElse(null);
    this.atMillis = event.at().toEpochMilli();
    this.body = event.body();
  }

  /** The primary key. */
  public static class Key {
    private String tenantId;
    private String sessionId;
    private long seq;

    /** For the provider. */
    public Key() {
      tenantId = "";
      sessionId = "";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && seq == key.seq
          && tenantId.equals(key.tenantId)
          && sessionId.equals(key.sessionId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, sessionId, seq);
    }
  }
}
