package io.mooring.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * There is no opencode to run, or not the right one. {@link #lastLines()} is what the installer
 * said: for operators and the log, not for callers, since it may name paths.
 */
public class BinaryUnusable extends HostFailure {
  private final transient List<String> lastLines;

  BinaryUnusable(String message) {
    this(message, List.of(), null);
  }

  BinaryUnusable(String message, List<String> lastLines, @Nullable Throwable cause) {
    this(message, lastLines, Duration.ofSeconds(60), cause);
  }

  private BinaryUnusable(
      String message, List<String> lastLines, Duration retryAfter, @Nullable Throwable cause) {
    super("opencode-unusable", message, retryAfter, cause);
    this.lastLines = List.copyOf(lastLines);
  }

  @Override
  public List<String> lastLines() {
    return lastLines;
  }

  @Override
  BinaryUnusable again(Duration left) {
    return new BinaryUnusable(String.valueOf(getMessage()), lastLines, left, this);
  }
}
