package io.mooring.audit;

import io.mooring.access.RowId;
import io.mooring.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A deed as it was written down; never changed. */
@Entity
@Table(name = "audit_entries")
@IdClass(RowId.class)
public class AuditEntry {
  /** A fact is cut at this length: it may be somebody's own text. */
  static final int MOST_FACT_CHARS = 256;

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "at_ms")
  private long atMs;

  @Column(name = "user_name")
  private @Nullable String user;

  @Column(name = "action")
  private String action = "";

  @Column(name = "target")
  private String target = "";

  @Column(name = "session_id")
  private @Nullable String sessionId;

  @Column(name = "facts")
  private String facts = "";

  protected AuditEntry() {}

  AuditEntry(String id, Deed deed, Instant at) {
    this.tenantId = deed.tenant();
    this.id = id;
    this.atMs = at.toEpochMilli();
    this.user = deed.user().orElse(null);
    this.action = deed.action().label();
    this.target = deed.target();
    this.sessionId = deed.sessionId().orElse(null);
    var texts = Json.object();
    deed.facts().forEach((name, fact) -> texts.put(name, cut(fact)));
    this.facts = Json.write(texts);
  }

  private static String cut(String text) {
    if (text.length() <= MOST_FACT_CHARS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MOST_FACT_CHARS - 1));
    return text.substring(0, MOST_FACT_CHARS - (splits ? 1 : 0));
  }

  AuditDocument document() {
    return new AuditDocument(
        id,
        Instant.ofEpochMilli(atMs),
        Optional.ofNullable(user),
        action,
        target,
        Optional.ofNullable(sessionId),
        Json.read(facts));
  }
}
