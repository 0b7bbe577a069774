package io.mooring.host;

import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The servers that an earlier Mooring of this data directory left running. They hold sessions'
 * databases open and spend money, so they are ended before a new one starts.
 */
final class Leftovers {
  private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

  private final Path servers;
  private final Ticker ticker;
  private final Duration grace;
  private boolean done;

  /**
   * @param servers the directory of the servers' homes, tenant / name
   */
  Leftovers(Path servers, Ticker ticker, Duration grace) {
    this.servers = servers;
    this.ticker = ticker;
    this.grace = grace;
  }

  /**
   * Ends what the records name, and forgets the records of those that are gone. Only while no
   * server of this Mooring runs: it would be taken for one of them.
   *
   * @return how many servers were ended
   */
  int endAll() {
    if (!Files.isDirectory(servers)) {
      return 0;
    }
    int ended = 0;
    for (Path file : records()) {
      try {
        ended += end(file) ? 1 : 0;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "can't deal with " + file, e);
      }
    }
    return ended;
  }

  /** The first caller ends them, the others wait until that is done. */
  synchronized void endAllOnce() {
    if (!done) {
      done = true;
      int ended = endAll();
      if (ended > 0) {
        LOG.log(System.Logger.Level.WARNING, "ended {0} servers of an earlier run", ended);
      }
    }
  }

  /** Ends what one server's directory names. */
  boolean end(Path file) throws IOException {
    Optional<ProcessRecord> found = ProcessRecord.read(file);
    boolean ended = false;
    if (found.isPresent() && found.get().bootId().equals(MachineProcess.bootId())) {
      ProcessGroup group = new ProcessGroup(found.get(), ticker, grace);
      ended = !group.members().isEmpty();
      List<MachineProcess> left = group.end();
      if (!left.isEmpty()) {
        LOG.log(
            System.Logger.Level.ERROR, "processes of an earlier server can't be ended: {0}", left);
        return false;
      }
    }
    Files.deleteIfExists(file);
    return ended;
  }

  private List<Path> records() {
    try (Stream<Path> found = Files.walk(servers, 3)) {
      return found.filter(path -> path.equals(ProcessRecord.in(path.getParent()))).toList();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "can't look for servers of an earlier run", e);
      return List.of();
    }
  }
}
