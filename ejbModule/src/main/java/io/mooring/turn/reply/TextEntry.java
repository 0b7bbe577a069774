package io.mooring.turn.reply;

import io.mooring.turn.reply.OpenReply.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text or reasoning part of the reply and what viewers were told of it. */
final class TextEntry {
  private static final TextFilter NO_FILTER = new TextFilter(List.of());

  final String partId;
  final Kind kind;
  private final TextFilter filter;
  private final TextPiece piece;
  private String messageId;
  private boolean discarded;
  private @Nullable String told;

  TextEntry(String partId, String messageId, Kind kind, TextFilter filter) {
    this.partId = partId;
    this.messageId = messageId;
    this.kind = kind;
    this.filter = kind == Kind.TEXT ? filter : NO_FILTER;
    this.piece = new TextPiece(this.filter);
  }

  /**
   * One of which an earlier runner has told viewers; upstream has not been heard of it yet.
   *
   * @param whole whether they were told the whole
   */
  static TextEntry recalled(
      String partId, Kind kind, String text, boolean whole, TextFilter filter) {
    TextEntry entry = new TextEntry(partId, "", kind, filter);
    if (whole) {
      entry.piece.complete(text, text.length());
      entry.told = text;
    } else {
      entry.piece.recall(text);
    }
    return entry;
  }

  /** Upstream says whose part it is. */
  void belongTo(String message) {
    messageId = messageId.isEmpty() ? message : messageId;
  }

  boolean belongsTo(String message) {
    return messageId.equals(message);
  }

  /** Whether upstream has never said anything of it to this runner. */
  boolean isOnlyOurs() {
    return messageId.isEmpty();
  }

  String text() {
    return piece.text();
  }

  int length() {
    return piece.length();
  }

  boolean whole() {
    return piece.whole();
  }

  boolean counts() {
    return !discarded && !piece.text().isBlank();
  }

  /** Whether viewers saw some of it and were never told the whole. */
  boolean isUnfinished() {
    return counts() && told == null;
  }

  List<ReplyEvent> push(String delta, int allowance) {
    if (discarded) {
      return List.of();
    }
    int offset = piece.length();
    String added = piece.push(delta, allowance);
    return added.isEmpty() ? List.of() : List.of(delta(offset, added));
  }

  /** Sets the whole text as upstream has it. */
  List<ReplyEvent> complete(String raw, int allowance) {
    return completeShown(TextPiece.shown(filter, raw), allowance);
  }

  /** Takes what was streamed for the whole text: upstream lost it. */
  List<ReplyEvent> keep(int allowance) {
    return piece.length() == 0 || piece.whole() || discarded
        ? List.of()
        : completeShown(piece.text(), allowance);
  }

  private List<ReplyEvent> completeShown(String shown, int allowance) {
    List<ReplyEvent> events = new ArrayList<>();
    boolean wasShown = !discarded && piece.length() > 0;
    int offset = piece.length();
    String tail = piece.complete(shown, allowance);
    if (!tail.isEmpty() && !discarded) {
      events.add(delta(offset, tail));
    }
    boolean news = discarded || !piece.text().equals(told);
    if (news && (wasShown || piece.length() > 0)) {
      discarded = false;
      told = piece.text();
      events.add(completed());
    }
    return events;
  }

  /** Takes the part out of the reply. */
  List<ReplyEvent> discard() {
    boolean shown = !discarded && (piece.length() > 0 || told != null);
    discarded = true;
    return shown ? List.of(new ReplyEvent.PartDiscarded(partId)) : List.of();
  }

  private ReplyEvent delta(int offset, String text) {
    return kind == Kind.TEXT
        ? new ReplyEvent.TextDelta(partId, offset, text)
        : new ReplyEvent.ReasoningDelta(partId, offset, text);
  }

  private ReplyEvent completed() {
    return kind == Kind.TEXT
        ? new ReplyEvent.TextCompleted(partId, piece.text())
        : new ReplyEvent.ReasoningCompleted(partId, piece.text());
  }
}
