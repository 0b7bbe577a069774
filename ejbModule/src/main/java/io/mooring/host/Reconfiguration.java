package io.mooring.host;

import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks now and then whether a server runs with what is configured by now, for the operator's file
 * may have changed, and restarts it as soon as nobody uses it.
 */
final class Reconfiguration {
  /** A look reads the operator's file. */
  static final Duration EVERY = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(Reconfiguration.class.getName());

  private final Ticker ticker;
  private final Map<WatchedServer, Long> lookedNanos = new ConcurrentHashMap<>();

  Reconfiguration(Ticker ticker) {
    this.ticker = ticker;
  }

  /** To be called before a server is used. */
  void look(WatchedServer server) {
    if (!isDue(server)) {
      return;
    }
    try {
      server
          .wantedFingerprint()
          .filter(wanted -> !server.restartUnlessHeld(wanted))
          .ifPresent(
              wanted ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "server {0}/{1} is restarted for its new configuration once it is idle",
                      server.tenant(),
                      server.name()));
    } catch (HostFailure e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the configuration can't be read anew, the server goes on with the old one: {0}",
          e.getMessage());
    }
  }

  /** Of many callers at once one looks. */
  private boolean isDue(WatchedServer server) {
    long now = ticker.nanos();
    Long before = lookedNanos.putIfAbsent(server, now);
    return before != null
        && now - before >= EVERY.toNanos()
        && lookedNanos.replace(server, before, now);
  }
}
