package io.mooring.host;

import io.mooring.problem.Problem;
import java.util.List;
import java.util.function.Consumer;

/** Tells the log and whoever waits what becomes of one server. */
final class ServerNews {
  private static final System.Logger LOG = System.getLogger(ServerNews.class.getName());

  private final String tenant;
  private final String name;
  private final Consumer<ServerProgress> listeners;

  ServerNews(String tenant, String name, Consumer<ServerProgress> listeners) {
    this.tenant = tenant;
    this.name = name;
    this.listeners = listeners;
  }

  void tell(ServerProgress.Stage stage, String message) {
    LOG.log(System.Logger.Level.INFO, "server {0}/{1}: {2}", tenant, name, message);
    try {
      listeners.accept(new ServerProgress(tenant, name, stage, message));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "an observer of the server failed", e);
    }
  }

  /** A start failed: the log gets what the server said last, the listeners only the sentence. */
  void failed(Problem problem) {
    List<String> lines = problem instanceof HostFailure host ? host.lastLines() : List.of();
    LOG.log(
        System.Logger.Level.WARNING,
        () ->
            problem.getMessage()
                + (lines.isEmpty() ? "" : " It said last:\n  " + String.join("\n  ", lines)));
    tell(ServerProgress.Stage.DOWN, String.valueOf(problem.getMessage()));
  }
}
