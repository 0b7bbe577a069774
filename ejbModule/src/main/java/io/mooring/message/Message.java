package io.mooring.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.RowId;
import io.mooring.json.Json;
import io.mooring.session.Usage;
import io.mooring.session.UsageColumns;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A user's or an assistant's message of a turn, in upstream's words. */
@Entity
@Table(name = "messages")
@IdClass(RowId.class)
public class Message {
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

  @Column(name = "message_number")
  private long messageNumber;

  @Enumerated(EnumType.STRING)
  @Column(name = "role_name")
  private MessageRole role = MessageRole.USER;

  @Column(name = "upstream_session_id")
  private @Nullable String upstreamSessionId;

  @Column(name = "upstream_message_id")
  private String upstreamMessageId = "";

  @Lob
  @Column(name = "info_json")
  private String infoJson = "{}";

  @Lob
  @Column(name = "parts_json")
  private String partsJson = "[]";

  @Embedded private UsageColumns usage = new UsageColumns();

  @Column(name = "created_ms")
  private long createdMs;

  protected Message() {}

  Message(String tenantId, String id, Spot spot, long messageNumber, Said said, Instant now) {
    this.tenantId = tenantId;
    this.id = id;
    this.sessionId = spot.sessionId();
    this.turnId = spot.turnId();
    this.turnNumber = spot.turnNumber();
    this.messageNumber = messageNumber;
    this.role = said.byUser() ? MessageRole.USER : MessageRole.ASSISTANT;
    this.upstreamMessageId = id;
    this.createdMs = said.createdAt(now).toEpochMilli();
    say(said);
  }

  /** Takes upstream's newer words for the same message. */
  final void say(Said said) {
    partsJson = Json.write(parts(said));
    upstreamSessionId = said.upstreamSessionId().orElse(upstreamSessionId);
    upstreamMessageId = said.upstreamId().orElse(upstreamMessageId);
    infoJson = Json.write(KeptJson.info(said.info()));
    usage = new UsageColumns(said.usage());
  }

  /** A prompt's own parts stay, though upstream may have died before it had them. */
  private List<JsonNode> parts(Said said) {
    List<JsonNode> parts = new ArrayList<>();
    if (role == MessageRole.USER && said.upstreamId().equals(Optional.of(upstreamMessageId))) {
      Set<String> told = new HashSet<>();
      said.parts().forEach(part -> told.add(part.path("id").asText()));
      for (JsonNode before : Json.read(partsJson)) {
        if (before.has("id") && !told.contains(before.path("id").asText())) {
          parts.add(before);
        }
      }
    }
    said.parts().forEach(part -> parts.add(KeptJson.part(part)));
    return parts;
  }

  public String id() {
    return id;
  }

  String turnId() {
    return turnId;
  }

  long turnNumber() {
    return turnNumber;
  }

  long messageNumber() {
    return messageNumber;
  }

  MessageRole role() {
    return role;
  }

  Optional<String> upstreamSessionId() {
    return Optional.ofNullable(upstreamSessionId);
  }

  String upstreamMessageId() {
    return upstreamMessageId;
  }

  /** Whether upstream was ever told it, or told it to us. */
  boolean isSent() {
    return upstreamSessionId != null;
  }

  Said said() {
    List<JsonNode> parts = new ArrayList<>();
    Json.read(partsJson).forEach(parts::add);
    return new Said(Json.read(infoJson), parts);
  }

  Usage usage() {
    return usage.usage();
  }

  Instant createdAt() {
    return Instant.ofEpochMilli(createdMs);
  }
}
