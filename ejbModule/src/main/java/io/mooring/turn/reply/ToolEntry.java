package io.mooring.turn.reply;

import io.mooring.file.FileChange;
import io.mooring.tool.ToolDisplay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool call of the reply and what viewers were told of it. */
final class ToolEntry {
  final String partId;
  final String messageId;
  private ToolDisplay display;
  private @Nullable ToolDisplay told;
  private boolean touched;

  ToolEntry(String partId, String messageId, ToolDisplay first) {
    this.partId = partId;
    this.messageId = messageId;
    this.display = first;
  }

  ToolDisplay display() {
    return display;
  }

  /** Takes a state as it comes; one that would go back from an end is late and passed over. */
  List<ReplyEvent> update(ToolDisplay next) {
    if (display.status().ended() && !next.status().ended()) {
      return List.of();
    }
    String before = display.output() == null ? "" : display.output();
    display = next;
    if (told == null || told.status() != next.status() || !told.title().equals(next.title())) {
      return tell();
    }
    String after = next.output() == null ? "" : next.output();
    return next.status().ended() || before.equals(after) ? List.of() : output(before, after);
  }

  /** Takes what upstream has stored, whatever was told before. */
  List<ReplyEvent> correct(ToolDisplay stored) {
    display = stored;
    return stored.equals(told) ? List.of() : tell();
  }

  /** Nothing more comes: a call that has not ended never will. */
  List<ReplyEvent> conclude(Instant at) {
    if (display.status().ended()) {
      return List.of();
    }
    display = display.brokenOff(at);
    return tell();
  }

  private List<ReplyEvent> tell() {
    told = display;
    List<ReplyEvent> events = new ArrayList<>(List.of(new ReplyEvent.ToolUpdated(display)));
    if (!touched) {
      FileChange.of(messageId, display)
          .ifPresent(
              change -> {
                touched = true;
                events.add(new ReplyEvent.FileTouched(change));
              });
    }
    return events;
  }

  private List<ReplyEvent> output(String before, String after) {
    int same = 0;
    int most = Math.min(before.length(), after.length());
    while (same < most && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    if (same > 0 && Character.isHighSurrogate(after.charAt(same - 1))) {
      same--;
    }
    return List.of(new ReplyEvent.ToolOutput(display.callId(), same, after.substring(same)));
  }
}
