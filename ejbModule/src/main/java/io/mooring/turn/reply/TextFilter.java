package io.mooring.turn.reply;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Takes {@code <tag>..</tag>} out of the assistant's text, for tags without attributes whose
 * content is at most {@value #MAX_CONTENT_CHARS} UTF-16 units; what is longer, or never closed, is
 * no tag and stays. Immutable.
 */
public final class TextFilter {
  /** So that a stream holds back a bounded text while it waits for the end of a tag. */
  public static final int MAX_CONTENT_CHARS = 256;

  /** What is stripped unless configured otherwise. */
  public static final List<String> DEFAULT_TAGS = List.of("dcp-message-id");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  private final List<Tag> tags;

  /**
   * A filter for tags of these names; none means that nothing is stripped.
   *
   * @throws IllegalArgumentException if one isn't the name of a tag
   */
  public TextFilter(List<String> names) {
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of a tag: " + name);
      }
    }
    this.tags = names.stream().map(name -> new Tag("<" + name + ">", "</" + name + ">")).toList();
  }

  /** The filter that {@link #DEFAULT_TAGS} make. */
  public static TextFilter standard() {
    return new TextFilter(DEFAULT_TAGS);
  }

  /** The whole text, filtered. */
  public String apply(String text) {
    Stream stream = open();
    return stream.push(text) + stream.finish();
  }

  Stream open() {
    return new Stream();
  }

  private record Tag(String open, String close) {}

  /** Filters one text that comes in pieces; the pieces' answers make the filtered whole. */
  final class Stream {
    private static final int HOLD = -1;

    private final StringBuilder held = new StringBuilder();

    /** What is now certain to be text. */
    String push(String piece) {
      held.append(piece);
      return drain(false);
    }

    /** What was held back and turned out to be text. */
    String finish() {
      return drain(true);
    }

    private String drain(boolean last) {
      StringBuilder out = new StringBuilder();
      int at = 0;
      while (at < held.length()) {
        int next = held.indexOf("<", at);
        if (next < 0) {
          next = held.length();
        }
        out.append(held, at, next);
        at = next;
        if (at == held.length()) {
          break;
        }
        int end = end(at, last);
        if (end == HOLD) {
          break;
        }
        if (end == at) {
          out.append('<');
          end++;
        }
        at = end;
      }
      held.delete(0, at);
      return out.toString();
    }

    /** Where the tag that begins there ends; the same place when none does. */
    private int end(int at, boolean last) {
      int[] ends = tags.stream().mapToInt(tag -> end(tag, at, last)).toArray();
      return IntStream.of(ends).filter(end -> end != at).max().orElse(at);
    }

    private int end(Tag tag, int at, boolean last) {
      int there = Math.min(tag.open.length(), held.length() - at);
      if (!tag.open.startsWith(held.substring(at, at + there))) {
        return at;
      }
      if (there < tag.open.length()) {
        return last ? at : HOLD;
      }
      int content = at + there;
      int furthest = content + MAX_CONTENT_CHARS;
      int window = Math.min(held.length(), furthest + tag.close.length());
      int close = held.substring(content, window).indexOf(tag.close);
      if (close >= 0) {
        return content + close + tag.close.length();
      }
      return last || held.length() >= furthest + tag.close.length() ? at : HOLD;
    }
  }
}
