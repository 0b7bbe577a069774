package io.mooring.file;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file event, as it was told in the session's journal. */
@Entity
@Table(name = "file_events")
@IdClass(FileEventId.class)
public class FileEvent {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "session_id")
  private String sessionId = "";

  @Id
  @Column(name = "seq")
  private long seq;

  @Column(name = "turn_id")
  private String turnId = "";

  @Column(name = "call_id")
  private String callId = "";

  @Column(name = "message_id")
  private String messageId = "";

  @Column(name = "upstream_message_id")
  private String upstreamMessageId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "event_type")
  private FileEventType type = FileEventType.READ;

  @Lob
  @Column(name = "file_paths")
  private @Nullable String paths;

  @Lob
  @Column(name = "diff_text")
  private @Nullable String diff;

  @Lob
  @Column(name = "command_text")
  private @Nullable String command;

  @Column(name = "at_ms")
  private long atMs;

  protected FileEvent() {}

  FileEvent(
      FileEventId id, String turnId, String upstreamMessageId, FileChange change, Instant at) {
    this.tenantId = id.tenantId();
    this.sessionId = id.sessionId();
    this.seq = id.seq();
    this.turnId = turnId;
    this.callId = change.callId();
    this.messageId = change.messageId();
    this.upstreamMessageId = upstreamMessageId;
    this.type = change.type();
    this.paths = change.path();
    this.diff = change.diff();
    this.command = change.command();
    this.atMs = at.toEpochMilli();
  }

  FileEventDocument document() {
    return new FileEventDocument(
        seq, turnId, messageId, callId, type, paths, diff, command, Instant.ofEpochMilli(atMs));
  }
}
