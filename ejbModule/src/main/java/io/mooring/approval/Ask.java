package io.mooring.approval;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.RowId;
import io.mooring.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An approval or a question. It is OPEN until somebody decides; DECIDED is durable before upstream
 * is told, and SENT once upstream has it. An ask that the agent gave up is STALE.
 */
@Entity
@Table(name = "asks")
@IdClass(RowId.class)
public class Ask {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  private AskKind kind = AskKind.APPROVAL;

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "owner_name")
  private String owner = "";

  @Column(name = "turn_id")
  private String turnId = "";

  @Column(name = "upstream_session_id")
  private String upstreamSessionId = "";

  @Column(name = "directory")
  private String directory = "";

  @Column(name = "request_id")
  private String requestId = "";

  @Column(name = "call_id")
  private @Nullable String callId;

  @Column(name = "permission")
  private @Nullable String permission;

  @Lob
  @Column(name = "subject_json")
  private String subjectJson = "{}";

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private AskState state = AskState.OPEN;

  @Enumerated(EnumType.STRING)
  @Column(name = "decision")
  private @Nullable Decision decision;

  @Column(name = "message")
  private @Nullable String message;

  @Lob
  @Column(name = "answers_json")
  private @Nullable String answersJson;

  @Column(name = "decided_by")
  private @Nullable String decidedBy;

  @Column(name = "asked_ms")
  private long askedMs;

  @Column(name = "expires_ms")
  private long expiresMs;

  @Column(name = "decided_ms")
  private @Nullable Long decidedMs;

  protected Ask() {}

  Ask(String id, AskPlace place, Asked asked, Instant at, Duration expiry) {
    this.tenantId = place.tenant();
    this.id = id;
    this.kind = asked.kind();
    this.sessionId = place.sessionId();
    this.owner = place.owner();
    this.turnId = place.turnId();
    this.upstreamSessionId = asked.upstreamSessionId();
    this.directory = asked.directory();
    this.requestId = asked.requestId();
    this.callId = asked.callId();
    this.permission = asked.permission();
    this.subjectJson = asked.subject().toString();
    this.askedMs = at.toEpochMilli();
    this.expiresMs = at.plus(expiry).toEpochMilli();
  }

  /**
   * Somebody has decided.
   *
   * @throws ApprovalFailure already decided
   */
  void decide(Verdict verdict, Instant at) {
    if (state != AskState.OPEN) {
      throw ApprovalFailure.alreadyDecided();
    }
    state = AskState.DECIDED;
    decision = verdict.decision();
    message = verdict.message().orElse(null);
    answersJson = verdict.answers().map(Json::write).orElse(null);
    decidedBy = verdict.by();
    decidedMs = at.toEpochMilli();
  }

  /** Upstream has the decision, or waits for none any more. */
  void confirm() {
    if (state == AskState.DECIDED) {
      state = AskState.SENT;
    }
  }

  /** The agent waits no more. */
  void giveUp(Instant at) {
    if (state == AskState.OPEN) {
      state = AskState.STALE;
      decidedMs = at.toEpochMilli();
    }
  }

  boolean isOpen() {
    return state == AskState.OPEN;
  }

  String tenantId() {
    return tenantId;
  }

  String id() {
    return id;
  }

  AskKind kind() {
    return kind;
  }

  String sessionId() {
    return sessionId;
  }

  String owner() {
    return owner;
  }

  String turnId() {
    return turnId;
  }

  String upstreamSessionId() {
    return upstreamSessionId;
  }

  String directory() {
    return directory;
  }

  String requestId() {
    return requestId;
  }

  Optional<String> callId() {
    return Optional.ofNullable(callId);
  }

  Optional<String> permission() {
    return Optional.ofNullable(permission);
  }

  List<String> patterns() {
    return texts("patterns");
  }

  /** What an answer for good would allow; upstream's proposal, else just what is asked. */
  List<String> always() {
    List<String> proposed = texts("always");
    return proposed.isEmpty() ? patterns() : proposed;
  }

  private List<String> texts(String field) {
    return Json.lenient().convertValue(subject().path(field), new TypeReference<List<String>>() {});
  }

  /** Whether what is kept is to the letter what is asked, so that rules may be held against it. */
  boolean isToTheLetter() {
    return kind == AskKind.APPROVAL && !subject().path("unlike").asBoolean(false);
  }

  JsonNode subject() {
    return Json.read(subjectJson);
  }

  AskState state() {
    return state;
  }

  Optional<Decision> decision() {
    return Optional.ofNullable(decision);
  }

  Optional<String> message() {
    return Optional.ofNullable(message);
  }

  Optional<List<List<String>>> answers() {
    return Optional.ofNullable(answersJson)
        .map(json -> Json.read(json, new TypeReference<List<List<String>>>() {}));
  }

  Optional<String> decidedBy() {
    return Optional.ofNullable(decidedBy);
  }

  Instant askedAt() {
    return Instant.ofEpochMilli(askedMs);
  }

  Instant expiresAt() {
    return Instant.ofEpochMilli(expiresMs);
  }

  Optional<Instant> decidedAt() {
    return Optional.ofNullable(decidedMs).map(Instant::ofEpochMilli);
  }
}
