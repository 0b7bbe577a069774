package io.mooring.snapshot.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names of files as strings, though on Linux they are bytes: a byte that is no UTF-8 is the lone
 * surrogate U+DC00 + byte, as in Python's "surrogateescape" (PEP 383). Nothing is lost either way.
 */
public final class Names {
  private static final char ESCAPE = '\uDC00';
  private static final int ASCII = 0x80;

  private Names() {}

  /** The name that these bytes are. */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (!result.isMalformed()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  /**
   * The bytes that the name is.
   *
   * @throws IllegalArgumentException for a lone surrogate that stands for no byte from 0x80 on
   */
  public static byte[] bytes(String name) {
    if (isText(name)) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length() + 16);
    for (int i = 0; i < name.length(); ) {
      int cp = name.codePointAt(i);
      i += Character.charCount(cp);
      if (cp >= Character.MIN_SURROGATE && cp <= Character.MAX_SURROGATE) {
        if (cp < ESCAPE + ASCII || cp > ESCAPE + 0xFF) {
          throw new IllegalArgumentException("half a surrogate pair in a name");
        }
        bytes.write(cp - ESCAPE);
      } else {
        bytes.writeBytes(Character.toString(cp).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** Whether the name is UTF-8. */
  public static boolean isText(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < name.length()
          && Character.isLowSurrogate(name.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the name is what {@link #of} makes of its bytes. */
  static boolean isCanonical(String name) {
    try {
      return of(bytes(name)).equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The order of paths in a manifest: by bytes, '/' before all others, so a tree is in preorder.
   */
  public static int compare(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        return l < ASCII && r < ASCII
            ? Integer.compare(l == '/' ? 0 : l, r == '/' ? 0 : r)
            : Arrays.compareUnsigned(sortable(left), sortable(right));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static byte[] sortable(String path) {
    byte[] bytes = bytes(path);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '/') {
        bytes[i] = 0;
      }
    }
    return bytes;
  }

  /** Fit for a log or a person: what is not printable is escaped, and nothing else is ambiguous. */
  public static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints().forEach(cp -> show(cp, shown));
    return shown.toString();
  }

  private static void show(int cp, StringBuilder to) {
    int type = Character.getType(cp);
    if (cp >= ESCAPE + ASCII && cp <= ESCAPE + 0xFF) {
      to.append(String.format("\\x%02x", cp - ESCAPE));
    } else if (cp == '\\') {
      to.append("\\\\");
    } else if (Character.isISOControl(cp)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.UNASSIGNED) {
      to.append(String.format("\\u{%x}", cp));
    } else {
      to.appendCodePoint(cp);
    }
  }
}
