package io.mooring.impostor.model;

import io.mooring.impostor.http.Json;
import io.mooring.impostor.model.Directive.Drop;
import io.mooring.impostor.model.Directive.Echo;
import io.mooring.impostor.model.Directive.Empty;
import io.mooring.impostor.model.Directive.Hang;
import io.mooring.impostor.model.Directive.Length;
import io.mooring.impostor.model.Directive.Reason;
import io.mooring.impostor.model.Directive.Recall;
import io.mooring.impostor.model.Directive.Say;
import io.mooring.impostor.model.Directive.Slow;
import io.mooring.impostor.model.Directive.Status;
import io.mooring.impostor.model.Directive.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the directives in a prompt, in order. A directive starts a line or follows white space, and
 * its arguments go to the end of the line; the JSON of {@code @tools} may span lines. What stands
 * inside the arguments of another one is no directive.
 */
final class DirectiveParser {
  private static final Pattern NAME =
      Pattern.compile(
          "(?<!\\S)@(say|slow|reason|tools|status|drop|hang|length|empty|recall)\\b[ \\t]*([^\\n]*)");
  private static final Pattern SLOW = Pattern.compile("(\\d+)\\s+(\\d+)\\s*(.*)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\s+(\\d+))?(?:\\s+(\\d+))?.*");
  private static final Pattern THOUGHT = Pattern.compile("(.*?)(?:\\|\\s*(.*))?");

  private DirectiveParser() {}

  /** The prompt's directives; one Echo when there is none. */
  static List<Directive> parse(String prompt) {
    List<Directive> found = new ArrayList<>();
    Matcher names = NAME.matcher(prompt);
    while (names.find()) {
      String arguments = names.group(2).strip();
      String rest = prompt.substring(names.start(2));
      found.add(directive(names.group(1), arguments, rest));
      if (names.group(1).equals("tools")) {
        return found;
      }
    }
    return found.isEmpty() ? List.of(new Echo(prompt)) : found;
  }

  private static Directive directive(String name, String arguments, String rest) {
    return switch (name) {
      case "say" -> new Say(unescape(arguments));
      case "slow" -> slow(arguments);
      case "reason" -> reason(arguments);
      case "tools" -> new Tools(Json.parse(rest));
      case "status" -> status(arguments);
      case "drop" -> drop(arguments);
      case "hang" -> new Hang();
      case "length" -> new Length(arguments.isEmpty() ? "Cut short" : unescape(arguments));
      case "empty" -> new Empty();
      default -> new Recall();
    };
  }

  private static Slow slow(String arguments) {
    Matcher parts = match(SLOW, arguments, "@slow N MS [TEXT]");
    Duration pause = Duration.ofMillis(Long.parseLong(parts.group(2)));
    return new Slow(Integer.parseInt(parts.group(1)), pause, parts.group(3));
  }

  private static Reason reason(String arguments) {
    Matcher parts = match(THOUGHT, arguments, "@reason THOUGHT | TEXT");
    String text = parts.group(2) == null ? "Thought." : parts.group(2);
    return new Reason(unescape(parts.group(1).strip()), unescape(text));
  }

  private static Status status(String arguments) {
    Matcher parts = match(NUMBERS, arguments, "@status CODE [TIMES [RETRY_AFTER_SECONDS]]");
    return new Status(
        number(parts, 1, 500), number(parts, 2, Directive.ALWAYS), number(parts, 3, 0));
  }

  private static Drop drop(String arguments) {
    Matcher parts = match(NUMBERS, arguments, "@drop AFTER_WORDS [TIMES]");
    return new Drop(number(parts, 1, 0), number(parts, 2, Directive.ALWAYS));
  }

  private static int number(Matcher parts, int group, int absent) {
    return parts.group(group) == null ? absent : Integer.parseInt(parts.group(group));
  }

  private static Matcher match(Pattern pattern, String arguments, String usage) {
    Matcher parts = pattern.matcher(arguments);
    if (!parts.matches()) {
      throw new IllegalArgumentException("write it as " + usage + ", not: " + arguments);
    }
    return parts;
  }

  /** {@code \n} in a one-line argument is a line break. */
  private static String unescape(String text) {
    return text.replace("\\n", "\n");
  }
}
