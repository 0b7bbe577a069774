package io.mooring.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.opencode.wire.Part;
import io.mooring.tool.SafeText;
import io.mooring.tool.ToolDisplays;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes documents of messages: nothing in them is dangerous to show. */
@ApplicationScoped
class MessageDocuments {
  private static final int MOST_NAME_CHARS = 255;

  @Inject AgentText agentText;

  /**
   * The document.
   *
   * @param workdir where the session works now; a message that names the directory in which it was
   *     made is shown relative to that one
   */
  MessageDocument of(Message message, String workdir) {
    Said said = message.said();
    String cwd = said.info().path("path").path("cwd").asText(workdir);
    List<MessagePart> parts = parts(said, message.role(), ToolDisplays.in(cwd));
    List<String> texts =
        parts.stream()
            .filter(MessagePart::isOwnText)
            .map(part -> String.valueOf(part.text()))
            .toList();
    return new MessageDocument(
        message.id(),
        message.turnId(),
        message.role(),
        texts.isEmpty() ? null : texts.stream().collect(Collectors.joining("\n")),
        parts,
        message.usage().document(),
        message.createdAt());
  }

  private List<MessagePart> parts(Said said, MessageRole role, ToolDisplays displays) {
    List<MessagePart> parts = new ArrayList<>();
    int number = 0;
    for (JsonNode wire : said.parts()) {
      MessagePart part = part(whole(wire, number++), role, displays);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** The parts of a prompt that has not left yet have no ids. */
  private static JsonNode whole(JsonNode wire, int number) {
    if (wire.has("id") || !(wire instanceof ObjectNode object)) {
      return wire;
    }
    return object
        .deepCopy()
        .put("id", "prt_" + number)
        .put("messageID", "msg")
        .put("sessionID", "ses");
  }

  private @Nullable MessagePart part(JsonNode wire, MessageRole role, ToolDisplays displays) {
    Part part = Part.of(wire).orElse(null);
    if (part instanceof Part.TextPart text) {
      String shown = shown(text.text(), role);
      return shown.isEmpty() ? null : MessagePart.text(shown, text.synthetic());
    }
    if (part instanceof Part.ReasoningPart reasoning) {
      String shown = SafeText.sameLength(reasoning.text());
      return shown.isEmpty() ? null : MessagePart.reasoning(shown);
    }
    if (part instanceof Part.ToolPart tool) {
      return MessagePart.tool(displays.of(tool));
    }
    return part instanceof Part.FilePart file
        ? MessagePart.file(
            file.filename() == null ? null : SafeText.line(file.filename(), MOST_NAME_CHARS),
            SafeText.line(file.mediaType(), MOST_NAME_CHARS))
        : null;
  }

  /** A prompt is shown as it was sent: it is its user's own. */
  private String shown(String text, MessageRole role) {
    return role == MessageRole.USER ? text : agentText.shown(text);
  }
}
