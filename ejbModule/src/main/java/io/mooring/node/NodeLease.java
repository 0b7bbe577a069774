package io.mooring.node;

import io.mooring.access.SystemCaller;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Writes this node's boot and its heartbeat. Each method is a transaction of its own, for a
 * heartbeat must be seen whatever else goes on.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class NodeLease {
  @Inject Nodes nodes;
  @Inject Ids ids;
  @Inject Clock clock;

  /** What identifies this database, minted when it is new. */
  public InstallationKey installation(SystemCaller actor) {
    Installation installation =
        nodes
            .installation(actor)
            .orElseGet(
                () -> {
                  var made =
                      new Installation(
                          actor.tenant(), ids.next("ins"), randomKey(), clock.instant());
                  nodes.add(made);
                  return made;
                });
    return new InstallationKey(installation.installationId(), installation.signingKey());
  }

  /**
   * An installation's id and key.
   *
   * @param signingKey base64 of 32 bytes
   */
  public record InstallationKey(String id, String signingKey) {}

  private static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Says that this boot has begun. */
  public void begin(SystemCaller actor, String nodeId, String bootId) {
    nodes.add(new NodeBoot(actor.tenant(), bootId, nodeId, clock.instant()));
  }

  /** Moves the heartbeat on; false when the row is gone or somebody has ended this boot. */
  public boolean beat(SystemCaller actor, String bootId) {
    Optional<NodeBoot> boot = nodes.boot(actor, bootId).filter(b -> !b.ended());
    boot.ifPresent(NodeBoot::beat);
    return boot.isPresent();
  }

  /** Says that a boot has ended, in good order or found dead with all its leases taken over. */
  public void end(SystemCaller actor, String bootId) {
    nodes.boot(actor, bootId).ifPresent(boot -> boot.end(clock.instant()));
  }

  /** The boots that have not ended, with their heartbeats as they are now. */
  public List<Pulse> pulses(SystemCaller actor) {
    return nodes.open(actor).stream()
        .map(b -> new Pulse(b.bootId(), b.nodeId(), b.heartbeat()))
        .toList();
  }
}
