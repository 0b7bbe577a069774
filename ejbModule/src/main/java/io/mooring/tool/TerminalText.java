package io.mooring.tool;

/**
 * Takes terminal escape sequences (ECMA-48) out of text, in one pass: CSI and two-letter escapes,
 * and OSC, DCS, SOS, PM and APC strings with what is in them. A string that never ends loses only
 * its introducer, so that nobody can hide the rest of a text behind one.
 */
final class TerminalText {
  private static final char ESC = '\u001B';
  private static final char BEL = '\u0007';
  private static final char ST = '\u009C';
  private static final char CSI = '\u009B';

  private final String text;
  private int at;

  private TerminalText(String text) {
    this.text = text;
  }

  static String strip(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESC || (c >= '\u0080' && c <= '\u009F')) {
        return new TerminalText(text).strip();
      }
    }
    return text;
  }

  private String strip() {
    StringBuilder plain = new StringBuilder(text.length());
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == ESC) {
        escape();
      } else if (c == CSI) {
        control();
      } else if (opensString((char) (c - 0x40)) && c >= '\u0080' && c <= '\u009F') {
        string();
      } else if (c != ST) {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** What follows an ESC. */
  private void escape() {
    if (at == text.length()) {
      return;
    }
    char c = text.charAt(at);
    if (c == '[') {
      at++;
      control();
    } else if (opensString(c)) {
      at++;
      string();
    } else {
      skip(' ', '/');
      if (in('0', '~')) {
        at++;
      }
    }
  }

  private void control() {
    skip('0', '?');
    skip(' ', '/');
    if (in('@', '~')) {
      at++;
    }
  }

  /** Stops at any control, so that many introducers without an end cost no more than one. */
  private void string() {
    for (int end = at; end < text.length(); end++) {
      char c = text.charAt(end);
      boolean longEnd = c == ESC && end + 1 < text.length() && text.charAt(end + 1) == '\\';
      if (c == BEL || c == ST || longEnd) {
        at = longEnd ? end + 2 : end + 1;
        return;
      }
      if (Character.isISOControl(c)) {
        return;
      }
    }
  }

  private static boolean opensString(char c) {
    return c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_';
  }

  private void skip(char from, char to) {
    while (in(from, to)) {
      at++;
    }
  }

  private boolean in(char from, char to) {
    return at < text.length() && text.charAt(at) >= from && text.charAt(at) <= to;
  }
}
