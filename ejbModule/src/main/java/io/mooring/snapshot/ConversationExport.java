package io.mooring.snapshot;

import io.mooring.access.RowId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;

/** A conversation as it was after a turn, export. */
@Entity
@Table(name = "conversation_exports")
@IdClass(RowId.class)
public class ConversationExport {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "turn_id")
  private String turnId = "";

  @Column(name = "turn_number")
  private long turnNumber;

  @Column(name = "size_bytes")
  private long sizeBytes;

  @Lob
  @Column(name = "content")
  private byte[] content = new byte[0];

  @Column(name = "taken_ms")
  private long takenMs;

  protected ConversationExport() {}

  ConversationExport(
      String tenantId, SealedExport.Label label, byte[] content, String turnId, long turnNumber) {
    this.tenantId = tenantId;
    this.id = label.id();
    this.sessionId = label.sessionId();
    this.turnId = turnId;
    this.turnNumber = turnNumber;
    this.sizeBytes = label.sizeBytes();
    this.content = content.clone();
    this.takenMs = label.takenAt().toEpochMilli();
  }

  SealedExport export() {
    return new SealedExport(
        new SealedExport.Label(tenantId, sessionId, id, sizeBytes, Instant.ofEpochMilli(takenMs)),
        turnNumber,
        content.clone());
  }
}
