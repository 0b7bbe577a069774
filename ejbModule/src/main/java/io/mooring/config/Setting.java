package io.mooring.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of the configuration: its name, how its text becomes a value, its default and what it is
 * for.
 *
 * @param key {@code mooring.<feature>.<name>}
 * @param type the type as the documentation names it
 * @param defaultText the default as text; empty means that an absent key reads as the empty text
 * @param purpose one sentence for the documentation's table
 * @param secret whether the value may come from the environment or a file only and is never shown
 * @param parser throws IllegalArgumentException with a message for people
 */
public record Setting<T>(
    String key,
    String type,
    String defaultText,
    String purpose,
    boolean secret,
    Function<String, T> parser) {

  /** Whatever is reckoned with a duration, in nanoseconds too, stays in range. */
  private static final Duration LONGEST = Duration.ofDays(3_652);

  private static final Pattern KEY = Pattern.compile("mooring\\.[a-z]+\\.[a-z]+(-[a-z]+)*");

  private static final String NO_ADDRESS = "is not an address such as http://127.0.0.1:4096";
  private static final String NO_PATH = "is not an absolute path";

  public Setting {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key: " + key);
    }
  }

  public static Setting<String> text(String key, String defaultText, String purpose) {
    return new Setting<>(key, "text", defaultText, purpose, false, Function.identity());
  }

  /** A value that never stands in server.xml, a log or an answer. */
  public static Setting<String> secret(String key, String purpose) {
    return new Setting<>(key, "secret", "", purpose, true, Function.identity());
  }

  /** Texts separated by commas, trimmed, empty ones dropped. */
  public static Setting<List<String>> list(String key, String defaultText, String purpose) {
    return new Setting<>(
        key,
        "list",
        defaultText,
        purpose,
        false,
        text ->
            Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList());
  }

  /** ISO 8601, never negative, at most ten years. */
  public static Setting<Duration> duration(String key, String defaultText, String purpose) {
    return new Setting<>(key, "duration", defaultText, purpose, false, Setting::parseDuration);
  }

  public static Setting<DataSize> size(String key, String defaultText, String purpose) {
    return new Setting<>(key, "size", defaultText, purpose, false, DataSize::parse);
  }

  /** A whole number between {@code least} and {@code most}, both included. */
  public static Setting<Integer> number(
      String key, int defaultNumber, int least, int most, String purpose) {
    return new Setting<>(
        key,
        "number " + least + ".." + most,
        Integer.toString(defaultNumber),
        purpose,
        false,
        text -> parseNumber(text, least, most));
  }

  public static Setting<Boolean> flag(String key, boolean defaultFlag, String purpose) {
    return new Setting<>(
        key, "true|false", Boolean.toString(defaultFlag), purpose, false, Setting::parseFlag);
  }

  /** An absolute http or https address; the empty text stands for none. */
  public static Setting<URI> uri(String key, String defaultText, String purpose) {
    return new Setting<>(key, "uri", defaultText, purpose, false, Setting::parseUri);
  }

  /** An absolute path; the empty text stands for none. */
  public static Setting<Path> path(String key, String defaultText, String purpose) {
    return new Setting<>(key, "path", defaultText, purpose, false, Setting::parsePath);
  }

  public static <E extends Enum<E>> Setting<E> choice(
      String key, Class<E> choices, E defaultChoice, String purpose) {
    List<E> all = List.of(choices.getEnumConstants());
    String names = all.stream().map(Setting::label).collect(Collectors.joining("|"));
    return new Setting<>(
        key,
        names,
        label(defaultChoice),
        purpose,
        false,
        text ->
            all.stream()
                .filter(e -> label(e).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is not one of " + names)));
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration parseDuration(String text) {
    Duration duration;
    try {
      duration = Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("is not an ISO 8601 duration such as PT30S", e);
    }
    if (duration.isNegative()) {
      throw new IllegalArgumentException("is negative");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("is longer than ten years");
    }
    return duration;
  }

  private static int parseNumber(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a whole number", e);
    }
    throw new IllegalArgumentException("is not between " + least + " and " + most);
  }

  private static boolean parseFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  private static URI parseUri(String text) {
    try {
      URI uri = new URI(text);
      if (text.isEmpty()
          || (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(NO_ADDRESS, e);
    }
    throw new IllegalArgumentException(NO_ADDRESS);
  }

  private static Path parsePath(String text) {
    try {
      Path path = Path.of(text);
      if (text.isEmpty() || path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(NO_PATH, e);
    }
    throw new IllegalArgumentException(NO_PATH);
  }
}
