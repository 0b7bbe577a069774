package io.mooring.node;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.config.Settings;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ids;
import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** This process: which node it is, which boot, and whether its leases still hold. */
@ApplicationScoped
public class ThisNode {
  private static final System.Logger LOG = System.getLogger(ThisNode.class.getName());
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject NodeLease lease;
  @Inject Ids ids;
  @Inject Ticker ticker;
  @Inject Settings settings;

  @Resource ManagedScheduledExecutorService executor;

  private volatile @Nullable Identity identity;
  private volatile @Nullable LeaseClock clock;
  private @Nullable Liveness liveness;
  private @Nullable ScheduledFuture<?> beating;

  private record Identity(NodeLease.InstallationKey installation, String nodeId, String bootId) {}

  /**
   * Begins this boot: reads or makes the node's id, writes the boot's row and starts to beat.
   *
   * @param dataDirectory where the node's id is kept
   */
  public void begin(Path dataDirectory) {
    var begun =
        new Identity(
            Conflicts.retry(() -> lease.installation(SYSTEM)),
            nodeId(dataDirectory),
            ids.next("boot"));
    lease.begin(SYSTEM, begun.nodeId(), begun.bootId());
    identity = begun;
    liveness = new Liveness(ticker, settings.get(NodeSettings.TIME_TO_LIVE));
    clock = new LeaseClock(ticker, settings.get(NodeSettings.TIME_TO_LIVE));
    long periodMs = settings.get(NodeSettings.HEARTBEAT).toMillis();
    beating = executor.scheduleAtFixedRate(this::beat, periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  /** Ends this boot in good order; its leases are free at once. */
  public void end() {
    if (beating != null) {
      beating.cancel(false);
    }
    lease.end(SYSTEM, bootId());
  }

  public String installationId() {
    return identity().installation().id();
  }

  /** Signs what callers of any node bring back. */
  public byte[] signingKey() {
    return Base64.getDecoder().decode(identity().installation().signingKey());
  }

  public String nodeId() {
    return identity().nodeId();
  }

  public String bootId() {
    return identity().bootId();
  }

  /**
   * Whether this boot's leases are sure to hold: the last heartbeat was written less than two
   * thirds of the time to live ago, so that nobody can have taken over yet.
   */
  public boolean leasesHold() {
    return clock().holds();
  }

  /** Whether they also hold for as long from now on, whatever becomes of the heartbeat. */
  public boolean leasesOutlive(Duration time) {
    return clock().outlives(time);
  }

  /**
   * The boots whose leases may be taken over now.
   *
   * @param holders the boots that leases name, read before this is called
   */
  public Set<String> deadBoots(Set<String> holders) {
    if (liveness == null) {
      throw new IllegalStateException("this node has not begun");
    }
    return liveness.dead(holders, lease.pulses(SYSTEM), nodeId(), bootId());
  }

  /** Says that a dead boot holds nothing any more. */
  public void bury(String deadBoot) {
    lease.end(SYSTEM, deadBoot);
  }

  void beat() {
    long before = ticker.nanos();
    try {
      if (lease.beat(SYSTEM, bootId())) {
        clock().beaten(before);
      } else {
        LOG.log(System.Logger.Level.ERROR, "This node was taken for dead; its leases are gone.");
        beginAgain(before);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The heartbeat could not be written.", e);
    }
  }

  /** What was ours is somebody else's now; what comes is claimed by a boot that others see. */
  private void beginAgain(long atNanos) {
    var again = new Identity(identity().installation(), nodeId(), ids.next("boot"));
    lease.begin(SYSTEM, again.nodeId(), again.bootId());
    identity = again;
    clock().beaten(atNanos);
  }

  private LeaseClock clock() {
    LeaseClock known = clock;
    if (known == null) {
      throw new IllegalStateException("this node has not begun");
    }
    return known;
  }

  private Identity identity() {
    Identity known = identity;
    if (known == null) {
      throw new IllegalStateException("this node has not begun");
    }
    return known;
  }

  private String nodeId(Path dataDirectory) {
    Path file = dataDirectory.resolve("node-id");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, ids.next("node"));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the node's id can't be kept in the data directory", e);
    }
  }
}
