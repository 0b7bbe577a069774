package io.mooring.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server did not get ready. {@link #lastLines()} is what it said last, free of secrets: for
 * operators and the log, not for callers, since it may name paths.
 */
public class ServerStartFailed extends HostFailure {
  private final transient List<String> lastLines;

  ServerStartFailed(String message) {
    this(message, List.of(), null);
  }

  ServerStartFailed(String message, List<String> lastLines, @Nullable Throwable cause) {
    this(message, lastLines, Duration.ofSeconds(5), cause);
  }

  ServerStartFailed(
      String message, List<String> lastLines, Duration retryAfter, @Nullable Throwable cause) {
    super("server-start-failed", message, retryAfter, cause);
    this.lastLines = List.copyOf(lastLines);
  }

  @Override
  public List<String> lastLines() {
    return lastLines;
  }

  @Override
  ServerStartFailed again(Duration left) {
    return new ServerStartFailed(String.valueOf(getMessage()), lastLines, left, this);
  }
}
