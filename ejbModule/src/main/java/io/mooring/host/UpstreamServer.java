package io.mooring.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.EventStream;
import io.mooring.opencode.Opencode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server that keeps a tenant's sessions, whether Mooring runs it or somebody else. It may be held
 * for long: after a restart it is still the same object, with another {@link #client()}.
 */
public sealed interface UpstreamServer permits WatchedServer {
  String tenant();

  /** Stable and unique within the tenant. */
  String name();

  ServerState state();

  /** Which configuration it was started with; empty before its first start. */
  String fingerprint();

  /**
   * The client of the run that is on now: not to be kept.
   *
   * @throws HostFailure when there is none
   */
  Opencode client();

  /**
   * Keeps it from being put to rest or restarted for another configuration until the answer is
   * closed, for example while a turn runs.
   */
  Hold hold();

  /** Says that somebody uses a server; may be closed more than once. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Ends its run and starts another at once, for something in it does not stop. The caller holds it
   * and is the only one who does; nothing happens when others do, or when it isn't ours to end.
   *
   * @return whether the run is on its way out
   */
  boolean restartIfHeldOnce();

  /** Its events; started with the server, and the same object across restarts. */
  EventStream events();

  ServerHealth health();

  /**
   * Brings a conversation in under the ids that it names, beside the running server, which sees it
   * at once. The session is put into the directory.
   *
   * @param conversation {@code {info, messages}}, as {@code opencode import} reads it
   * @param atMost how long it may take
   * @throws ImportFailed when it is not known to be there: part of it may be
   */
  void importConversation(Path directory, JsonNode conversation, Duration atMost);

  /**
   * What it printed last, oldest line first, free of secrets; nothing for one that somebody else
   * runs. For administrators: it may name paths and prompts.
   */
  List<String> lastLines(int most);
}
