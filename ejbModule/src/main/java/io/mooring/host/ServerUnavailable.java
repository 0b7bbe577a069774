package io.mooring.host;

import java.time.Duration;

/** The server is on its way up, down between two starts, or there are too many already. */
public class ServerUnavailable extends HostFailure {
  private final boolean comesBack;

  private ServerUnavailable(String code, String message, Duration retryAfter, boolean comesBack) {
    super(code, message, retryAfter, null);
    this.comesBack = comesBack;
  }

  static ServerUnavailable starting() {
    return new ServerUnavailable(
        "server-starting", "The opencode server is still starting.", Duration.ofSeconds(5), true);
  }

  static ServerUnavailable down(Duration retryAfter) {
    return down("The opencode server is down and will be started again.", retryAfter);
  }

  /** It was up, and went down by itself. */
  static ServerUnavailable ended(String how) {
    return down("The opencode server " + how + " and will be started again.", Duration.ZERO);
  }

  private static ServerUnavailable down(String message, Duration retryAfter) {
    return new ServerUnavailable("server-down", message, retryAfter, true);
  }

  @Override
  public boolean comesBack() {
    return comesBack;
  }

  @Override
  ServerUnavailable again(Duration left) {
    return new ServerUnavailable(code(), String.valueOf(getMessage()), left, comesBack);
  }

  static ServerUnavailable stopped() {
    return new ServerUnavailable(
        "server-stopped", "The opencode server was stopped.", Duration.ofSeconds(30), false);
  }

  static ServerUnavailable tooMany(int most) {
    return new ServerUnavailable(
        "too-many-servers",
        "All " + most + " opencode servers that may run at once are taken.",
        Duration.ofSeconds(60),
        false);
  }
}
