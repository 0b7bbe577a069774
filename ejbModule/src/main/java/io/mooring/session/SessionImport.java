package io.mooring.session;

import com.fasterxml.jackson.core.type.TypeReference;
import io.mooring.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;

/** A history that was imported into an upstream session, with the new id of each old one. */
@Entity
@Table(name = "session_imports")
@IdClass(UpstreamKey.class)
class SessionImport {
  private static final int MOST_SOURCE_CHARS = 64;

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "upstream_session_id")
  private String upstreamSessionId = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "source")
  private String source = "";

  @Lob
  @Column(name = "ids_json")
  private String idsJson = "";

  @Column(name = "imported_ms")
  private long importedMs;

  protected SessionImport() {}

  SessionImport(Session session, String upstreamId, Opened.Brought brought, Instant at) {
    this.tenantId = session.tenantId();
    this.upstreamSessionId = upstreamId;
    this.sessionId = session.id();
    this.source =
        brought.source().substring(0, Math.min(MOST_SOURCE_CHARS, brought.source().length()));
    this.idsJson = Json.write(brought.ids());
    this.importedMs = at.toEpochMilli();
  }

  /** The new id of each session, message and part of the history. */
  Map<String, String> ids() {
    return Json.read(idsJson, new TypeReference<Map<String, String>>() {});
  }
}
