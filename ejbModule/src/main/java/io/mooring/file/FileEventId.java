package io.mooring.file;

import java.io.Serializable;
import java.util.Objects;

/** The key of a file event's row; a class, for EE 10 knows no record as an id. */
public class FileEventId implements Serializable {
  private String tenantId = "";
  private String sessionId = "";
  private long seq;

  public FileEventId() {}

  FileEventId(String tenantId, String sessionId, long seq) {
    this.tenantId = tenantId;
    this.sessionId = sessionId;
    this.seq = seq;
  }

  String tenantId() {
    return tenantId;
  }

  String sessionId() {
    return sessionId;
  }

  long seq() {
    return seq;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileEventId id
        && tenantId.equals(id.tenantId)
        && sessionId.equals(id.sessionId)
        && seq == id.seq;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenantId, sessionId, seq);
  }
}
