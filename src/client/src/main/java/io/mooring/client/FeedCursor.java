package io.mooring.client;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a listener has come in a journal; decides which frames it has not heard yet. */
final class FeedCursor {
  private static final Pattern POSITION = Pattern.compile("(?:(.+)\\.)?(\\d{1,18})");
  private static final long UNKNOWN = -1;

  private String epoch = "";
  private long seq = UNKNOWN;
  private String told = "";
  private long gapTo = UNKNOWN;

  /**
   * @param after {@code EPOCH.SEQ} or a bare seq; empty for "from now on"
   */
  FeedCursor(String after) {
    Matcher position = POSITION.matcher(after);
    if (position.matches()) {
      epoch = position.group(1) == null ? "" : position.group(1);
      seq = Long.parseLong(position.group(2));
    } else if (!after.isEmpty()) {
      throw new IllegalArgumentException("no position of a feed: " + after);
    }
  }

  String position() {
    if (seq == UNKNOWN) {
      return "";
    }
    return epoch.isEmpty() ? Long.toString(seq) : epoch + '.' + seq;
  }

  /** Takes note of the frame; false when it is a durable event that was heard before. */
  boolean take(FeedFrame frame) {
    switch (frame.type()) {
      case "hello" -> hello(frame);
      case "gap" -> gapTo = frame.body().path("to").asLong(seq);
      case "state" -> afterGap();
      default -> {
        return frame.seq().isEmpty() || advance(frame.seq());
      }
    }
    return true;
  }

  private void hello(FeedFrame frame) {
    told = frame.text("epoch");
    gapTo = UNKNOWN;
    if (seq == UNKNOWN) {
      seq = frame.body().path("seq").asLong();
    }
    if (epoch.isEmpty()) {
      epoch = told;
    }
  }

  /** Only now: a connection that is lost between gap and state must bring both again. */
  private void afterGap() {
    if (gapTo != UNKNOWN) {
      // A journal that was restored has another epoch, and may be shorter.
      epoch = told;
      seq = gapTo;
      gapTo = UNKNOWN;
    }
  }

  private boolean advance(OptionalLong next) {
    if (next.getAsLong() <= seq) {
      return false;
    }
    seq = next.getAsLong();
    return true;
  }
}
