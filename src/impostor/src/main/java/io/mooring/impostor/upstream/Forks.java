package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.upstream.SessionState.MessageState;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a fork takes over from its source. */
final class Forks {
  private static final Pattern FORKED = Pattern.compile("(.*) \\(fork #(\\d+)\\)");

  private Forks() {}

  /** The source's title with a number, as opencode writes it. */
  static String title(String source) {
    Matcher forked = FORKED.matcher(source);
    return forked.matches()
        ? forked.group(1) + " (fork #" + (Integer.parseInt(forked.group(2)) + 1) + ")"
        : source + " (fork #1)";
  }

  /** Copies the messages before the given one, all when it is unknown, under new ids. */
  static void copyMessages(Instance instance, SessionState from, SessionState to, String before) {
    Map<String, String> newIds = new HashMap<>();
    for (MessageState message : from.messages()) {
      String id = message.info().path("id").asText();
      if (id.equals(before)) {
        return;
      }
      ObjectNode copy = message.info().deepCopy();
      newIds.put(id, instance.ids.mint("msg"));
      copy.put("id", newIds.get(id)).put("sessionID", to.id());
      String parent = newIds.get(copy.path("parentID").asText());
      if (parent != null) {
        copy.put("parentID", parent);
      }
      instance.emitMessage(to, copy);
      for (ObjectNode part : message.parts().values()) {
        ObjectNode copied = part.deepCopy().put("id", instance.ids.mint("prt"));
        copied.put("sessionID", to.id()).put("messageID", newIds.get(id));
        instance.emitPart(to, copied);
      }
    }
  }
}
