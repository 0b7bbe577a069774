package io.mooring.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Objects;

/**
 * The row that orders a session's durable events: its lock is the last one that a writer takes, and
 * whoever holds it gives out the next seqs.
 */
@Entity
@Table(name = "feed_heads")
@IdClass(FeedHead.Key.class)
public class FeedHead {
  @Id
  @Column(name = "tenant_id", nullable = false, updatable = false)
  private String tenantId;

  @Id
  @Column(name = "session_id", nullable = false, updatable = false)
  private String sessionId;

  @Column(name = "epoch", nullable = false)
  private String epoch;

  @Column(name = "last_seq", nullable = false)
  private long lastSeq;

  @Column(name = "journal_from", nullable = false)
  private long journalFrom;

  /** For the provider. */
  protected FeedHead() {
    this("", "", "");
  }

  FeedHead(String tenantId, String sessionId, String epoch) {
    this.tenantId = tenantId;
    this.sessionId = sessionId;
    this.epoch = epoch;
    this.lastSeq = 0;
    this.journalFrom = 1;
  }

  /** Takes the next {@code count} seqs; the answer is the first of them. */
  long take(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("nothing to take: " + count);
    }
    long first = lastSeq + 1;
    lastSeq = Math.addExact(lastSeq, count);
    return first;
  }

  /** What came before {@code seq} is not kept any more; never goes back. */
  void keepFrom(long seq) {
    if (seq < journalFrom || seq > lastSeq + 1) {
      throw new IllegalArgumentException("no place to begin: " + seq);
    }
    journalFrom = seq;
  }

  Head head() {
    return new Head(epoch, lastSeq, journalFrom);
  }

  /** The primary key. */
  public static class Key {
    private String tenantId;
    private String sessionId;

    /** For the provider. */
    public Key() {
      this("", "");
    }

    Key(String tenantId, String sessionId) {
      this.tenantId = tenantId;
      this.sessionId = sessionId;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && sessionId.equals(key.sessionId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, sessionId);
    }
  }
}
