package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message says about itself. Upstream writes one assistant message per model step, all with
 * the user message as their parent.
 *
 * @param parentId of an assistant message: the user message it answers
 * @param finish {@code stop} or {@code length} at the end of a turn, {@code tool-calls} between
 * @param summary whether the message is the product of a compaction
 */
public record MessageInfo(
    String id,
    String sessionId,
    Role role,
    @Nullable String parentId,
    Instant created,
    @Nullable Instant completed,
    @Nullable String finish,
    @Nullable UpstreamError error,
    UpstreamTokens tokens,
    double cost,
    @Nullable String modelId,
    @Nullable String providerId,
    @Nullable String agent,
    boolean summary) {

  /** Who wrote a message. */
  public enum Role {
    USER,
    ASSISTANT
  }

  /** Reads a Message; empty when it has no id, no session or a role that we don't know. */
  public static Optional<MessageInfo> of(JsonNode info) {
    String id = Fields.id(info, "id");
    String sessionId = Fields.id(info, "sessionID");
    String role = Fields.text(info, "role", "");
    if (id == null || sessionId == null) {
      return Optional.empty();
    }
    return switch (role) {
      case "user" -> Optional.of(of(info, id, sessionId, Role.USER, info.path("model")));
      case "assistant" -> Optional.of(of(info, id, sessionId, Role.ASSISTANT, info));
      default -> Optional.empty();
    };
  }

  private static MessageInfo of(
      JsonNode info, String id, String sessionId, Role role, JsonNode model) {
    return new MessageInfo(
        id,
        sessionId,
        role,
        Fields.id(info, "parentID"),
        Fields.time(info.path("time"), "created", Instant.EPOCH),
        Fields.time(info.path("time"), "completed"),
        Fields.id(info, "finish"),
        info.path("error").isObject() ? UpstreamError.of(info.path("error")) : null,
        UpstreamTokens.of(info.path("tokens")),
        Fields.cost(info),
        Fields.id(model, "modelID"),
        Fields.id(model, "providerID"),
        Fields.id(info, "agent"),
        Fields.flag(info, "summary"));
  }

  public boolean user() {
    return role == Role.USER;
  }

  public boolean assistant() {
    return role == Role.ASSISTANT;
  }
}
