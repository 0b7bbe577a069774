package io.mooring.turn.reply;

import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireEvent.PartDelta;
import io.mooring.opencode.wire.WireEvent.PartUpdated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that came before what they belong to: parts and deltas of a message that we don't know
 * yet, deltas of a part that we don't know yet. Past its bounds the newest are dropped; the part's
 * full text makes up for them.
 */
final class Waiting {
  static final int MAX_EVENTS = 2_000;

  /** Of all texts that wait, in UTF-16 units. */
  static final int MAX_CHARS = 256 * 1024;

  private final Map<String, List<WireEvent>> byId = new LinkedHashMap<>();
  private int events;
  private int chars;

  /** Keeps an event until somebody takes what waits for the id. */
  void add(String id, WireEvent event) {
    if (event instanceof PartUpdated updated && !matters(updated.part())) {
      return;
    }
    int size = chars(event);
    if (events < MAX_EVENTS && chars + size <= MAX_CHARS) {
      byId.computeIfAbsent(id, any -> new ArrayList<>()).add(event);
      events++;
      chars += size;
    }
  }

  /** Takes what waits for the id, in the order it came. */
  List<WireEvent> take(String id) {
    List<WireEvent> taken = byId.remove(id);
    if (taken == null) {
      return List.of();
    }
    events -= taken.size();
    taken.forEach(event -> chars -= chars(event));
    return taken;
  }

  private static boolean matters(Part part) {
    return part instanceof Part.TextPart
        || part instanceof Part.ReasoningPart
        || part instanceof Part.ToolPart
        || part instanceof Part.StepStart;
  }

  private static int chars(WireEvent event) {
    if (event instanceof PartDelta delta) {
      return delta.delta().length();
    }
    if (event instanceof PartUpdated updated) {
      return chars(updated.part());
    }
    return 0;
  }

  private static int chars(Part part) {
    if (part instanceof Part.TextPart text) {
      return text.text().length();
    }
    if (part instanceof Part.ReasoningPart reasoning) {
      return reasoning.text().length();
    }
    if (part instanceof Part.ToolPart tool) {
      return tool.state().toString().length();
    }
    return 0;
  }
}
