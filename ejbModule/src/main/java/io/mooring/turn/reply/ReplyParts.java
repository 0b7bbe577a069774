package io.mooring.turn.reply;

import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.tool.ToolDisplay;
import io.mooring.tool.ToolDisplays;
import io.mooring.turn.reply.OpenReply.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of a reply, in order, within bounds. */
final class ReplyParts {
  /** Of all texts and reasonings together, in UTF-16 units. */
  static final int MAX_CHARS = 4 * 1024 * 1024;

  /** Of texts and reasonings, and of tools; later ones are left out. */
  static final int MAX_PARTS = 10_000;

  private final TextFilter filter;
  private final ToolDisplays displays;
  private final Map<String, Set<String>> stepsOfMessage = new HashMap<>();
  private Map<String, TextEntry> texts = new LinkedHashMap<>();
  private Map<String, ToolEntry> tools = new LinkedHashMap<>();

  /** Calls by their ids. */
  private final Map<String, ToolDisplay> recalled = new LinkedHashMap<>();

  private int chars;

  ReplyParts(TextFilter filter, ToolDisplays displays) {
    this.filter = filter;
    this.displays = displays;
  }

  boolean knows(String partId) {
    return texts.containsKey(partId) || tools.containsKey(partId);
  }

  /** Makes room for a text part so that its deltas find it. */
  void begin(Part part) {
    if (part instanceof Part.TextPart text && !text.synthetic() && !text.ignored()) {
      begin(part, Kind.TEXT);
    } else if (part instanceof Part.ReasoningPart) {
      begin(part, Kind.REASONING);
    }
  }

  private void begin(Part part, Kind kind) {
    if (texts.size() < MAX_PARTS) {
      texts
          .computeIfAbsent(part.id(), id -> new TextEntry(id, part.messageId(), kind, filter))
          .belongTo(part.messageId());
    }
  }

  /** Begins with a part as an earlier runner has told it. */
  void recall(OpenReply.OpenPart part, boolean whole) {
    texts.put(
        part.partId(), TextEntry.recalled(part.partId(), part.kind(), part.text(), whole, filter));
    chars += part.text().length();
  }

  /** Takes a part as an event tells it. */
  List<ReplyEvent> update(Part part) {
    if (part instanceof Part.StepStart step) {
      return step(step);
    }
    if (part instanceof Part.ToolPart tool) {
      ToolDisplay display = displays.of(tool);
      ToolEntry entry = tool(part, display);
      return entry == null ? List.of() : entry.update(display);
    }
    begin(part);
    TextEntry entry = texts.get(part.id());
    if (entry == null) {
      return List.of();
    }
    if (ended(part)) {
      return change(entry, allowance -> entry.complete(raw(part), allowance));
    }
    // The start of a part that we joined late; otherwise its deltas said it already.
    return entry.length() > 0
        ? List.of()
        : change(entry, allowance -> entry.push(raw(part), allowance));
  }

  /** Takes a delta of a part that is known. */
  List<ReplyEvent> delta(String partId, String delta) {
    TextEntry entry = texts.get(partId);
    return entry == null ? List.of() : change(entry, allowance -> entry.push(delta, allowance));
  }

  /** A second step in one message says that the first one's unfinished texts are void. */
  private List<ReplyEvent> step(Part.StepStart step) {
    Set<String> steps = stepsOfMessage.computeIfAbsent(step.messageId(), any -> new HashSet<>());
    if (steps.size() >= MAX_PARTS || !steps.add(step.id()) || steps.size() == 1) {
      return List.of();
    }
    List<ReplyEvent> events = new ArrayList<>();
    for (TextEntry entry : texts.values()) {
      if (entry.belongsTo(step.messageId()) && !entry.whole()) {
        events.addAll(entry.discard());
      }
    }
    return events;
  }

  List<ReplyEvent> removePart(String partId) {
    TextEntry text = texts.remove(partId);
    if (text != null) {
      chars -= text.length();
      return text.discard();
    }
    return tools.remove(partId) == null ? List.of() : List.of(new ReplyEvent.PartDiscarded(partId));
  }

  List<ReplyEvent> removeMessage(String messageId) {
    List<String> ids = new ArrayList<>();
    texts.values().stream().filter(t -> t.belongsTo(messageId)).forEach(t -> ids.add(t.partId));
    tools.values().stream()
        .filter(t -> t.messageId.equals(messageId))
        .forEach(t -> ids.add(t.partId));
    return ids.stream().flatMap(id -> removePart(id).stream()).toList();
  }

  /**
   * Takes the parts as upstream has stored them. What an earlier runner has told and upstream does
   * not have at all comes before them.
   *
   * @param last whether upstream is idle, so that what isn't stored is gone
   */
  List<ReplyEvent> correct(List<UpstreamMessage> messages, boolean last) {
    List<ReplyEvent> events = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (UpstreamMessage message : messages) {
      message.parts().forEach(part -> order.add(part.id()));
    }
    if (last) {
      Set<String> stored = new HashSet<>(order);
      List<String> gone = new ArrayList<>(texts.keySet());
      gone.addAll(tools.keySet());
      gone.removeIf(id -> stored.contains(id) || isOnlyOurs(id));
      gone.forEach(id -> events.addAll(removePart(id)));
    }
    for (UpstreamMessage message : messages) {
      int lastStep = lastStep(message.parts());
      for (int i = 0; i < message.parts().size(); i++) {
        events.addAll(correct(message.parts().get(i), i < lastStep, last));
      }
    }
    List<String> first = new ArrayList<>(texts.keySet());
    first.removeIf(id -> !isOnlyOurs(id));
    first.addAll(order);
    texts = inOrder(texts, first);
    tools = inOrder(tools, order);
    return events;
  }

  private boolean isOnlyOurs(String partId) {
    TextEntry text = texts.get(partId);
    return text != null && text.isOnlyOurs();
  }

  /** Upstream's answer is whole, so what it does not have never belonged to it. */
  List<ReplyEvent> forgetOnlyOurs() {
    return texts.keySet().stream().filter(this::isOnlyOurs).toList().stream()
        .flatMap(id -> removePart(id).stream())
        .toList();
  }

  /** Begins with a call as an earlier runner has told it. */
  void recall(ToolDisplay told) {
    recalled.put(told.callId(), told);
  }

  /**
   * Nothing more comes: what was shown of a part is all there is of it, and a call that has not
   * ended was broken off.
   */
  List<ReplyEvent> conclude(Instant at) {
    List<ReplyEvent> events = new ArrayList<>();
    for (TextEntry entry : texts.values()) {
      if (entry.isUnfinished()) {
        events.addAll(change(entry, entry::keep));
      }
    }
    for (ToolDisplay told : onlyRecalled()) {
      if (!told.status().ended()) {
        ToolDisplay broken = told.brokenOff(at);
        recall(broken);
        events.add(new ReplyEvent.ToolUpdated(broken));
      }
    }
    tools.values().forEach(entry -> events.addAll(entry.conclude(at)));
    return events;
  }

  /** Calls of which upstream has said nothing to us: it lost them when it died. */
  private List<ToolDisplay> onlyRecalled() {
    Set<String> known =
        tools.values().stream().map(entry -> entry.display().callId()).collect(Collectors.toSet());
    return recalled.values().stream().filter(told -> !known.contains(told.callId())).toList();
  }

  private List<ReplyEvent> correct(Part part, boolean replaced, boolean last) {
    if (part instanceof Part.StepStart) {
      return List.of();
    }
    if (part instanceof Part.ToolPart tool) {
      ToolDisplay display = displays.of(tool);
      ToolEntry entry = tool(part, display);
      return entry == null ? List.of() : entry.correct(display);
    }
    begin(part);
    TextEntry entry = texts.get(part.id());
    if (entry == null) {
      return List.of();
    }
    if (ended(part) || !raw(part).isEmpty()) {
      return change(entry, allowance -> entry.complete(raw(part), allowance));
    }
    if (replaced) {
      return entry.discard();
    }
    // A server that died has lost what it streamed: we are the only ones who still have it.
    return last ? change(entry, entry::keep) : List.of();
  }

  private static int lastStep(List<Part> parts) {
    int last = -1;
    for (int i = 0; i < parts.size(); i++) {
      last = parts.get(i) instanceof Part.StepStart ? i : last;
    }
    return last;
  }

  private @Nullable ToolEntry tool(Part part, ToolDisplay display) {
    if (tools.size() < MAX_PARTS) {
      tools.computeIfAbsent(part.id(), id -> new ToolEntry(id, part.messageId(), display));
    }
    return tools.get(part.id());
  }

  private interface Change {
    List<ReplyEvent> within(int allowance);
  }

  private List<ReplyEvent> change(TextEntry entry, Change change) {
    int before = entry.length();
    List<ReplyEvent> events = change.within(MAX_CHARS - (chars - before));
    chars += entry.length() - before;
    return events;
  }

  private static boolean ended(Part part) {
    return part instanceof Part.TextPart text
        ? text.end() != null
        : part instanceof Part.ReasoningPart reasoning && reasoning.end() != null;
  }

  private static String raw(Part part) {
    if (part instanceof Part.TextPart text) {
      return text.text();
    }
    return part instanceof Part.ReasoningPart reasoning ? reasoning.text() : "";
  }

  private static <T> Map<String, T> inOrder(Map<String, T> entries, List<String> order) {
    Map<String, T> ordered = new LinkedHashMap<>();
    for (String id : order) {
      T entry = entries.get(id);
      if (entry != null) {
        ordered.put(id, entry);
      }
    }
    entries.forEach(ordered::putIfAbsent);
    return ordered;
  }

  String joined(Kind kind) {
    return texts.values().stream()
        .filter(entry -> entry.kind == kind && entry.counts())
        .map(TextEntry::text)
        .collect(Collectors.joining("\n\n"));
  }

  List<ToolDisplay> tools() {
    return Stream.concat(onlyRecalled().stream(), tools.values().stream().map(ToolEntry::display))
        .toList();
  }

  boolean failedToolIn(String messageId) {
    return tools.values().stream()
        .filter(entry -> entry.messageId.equals(messageId))
        .anyMatch(entry -> entry.display().status() == ToolDisplay.Status.ERROR);
  }

  OpenReply open() {
    return new OpenReply(
        texts.values().stream()
            .filter(TextEntry::counts)
            .map(t -> new OpenReply.OpenPart(t.partId, t.kind, t.text(), 0))
            .toList(),
        tools());
  }

  List<OpenReply.OpenPart> unfinished() {
    return texts.values().stream()
        .filter(TextEntry::isUnfinished)
        .map(t -> new OpenReply.OpenPart(t.partId, t.kind, t.text(), 0))
        .toList();
  }
}
