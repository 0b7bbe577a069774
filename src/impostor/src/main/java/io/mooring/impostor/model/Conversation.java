package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The messages of one completion request, as the model sees them. */
record Conversation(JsonNode messages) {
  private static final Pattern REMINDER =
      Pattern.compile("<system-reminder>.*?</system-reminder>\\s*", Pattern.DOTALL);

  /** The text of the last user message, empty when there is none. */
  String lastUserText() {
    int last = lastUserIndex();
    return last < 0 ? "" : text(messages.get(last));
  }

  /** The last user message without what an agent wraps in system-reminder tags. */
  String prompt() {
    return REMINDER.matcher(lastUserText()).replaceAll("").strip();
  }

  String systemPrompt() {
    return String.join("\n", textsOf("system", messages.size()));
  }

  /** The texts of all user messages before the last one, oldest first. */
  List<String> earlierUserTexts() {
    return textsOf("user", Math.max(lastUserIndex(), 0));
  }

  /** How many tool-calling answers were given since the last user message. */
  int toolStepsDone() {
    int steps = 0;
    for (int i = lastUserIndex() + 1; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      if (hasRole(message, "assistant") && !message.path("tool_calls").isEmpty()) {
        steps++;
      }
    }
    return steps;
  }

  /** Whether an agent asks for a session's title, which is no part of any turn. */
  boolean asksForTitle() {
    return systemPrompt().toLowerCase(Locale.ROOT).contains("title generator");
  }

  private int lastUserIndex() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (hasRole(messages.get(i), "user")) {
        return i;
      }
    }
    return -1;
  }

  private List<String> textsOf(String role, int end) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      if (hasRole(messages.get(i), role)) {
        texts.add(text(messages.get(i)));
      }
    }
    return texts;
  }

  private static boolean hasRole(JsonNode message, String role) {
    return message.path("role").asText().equals(role);
  }

  private static String text(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.asText();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      if (part.has("text")) {
        texts.add(part.path("text").asText());
      }
    }
    return String.join("\n", texts);
  }
}
