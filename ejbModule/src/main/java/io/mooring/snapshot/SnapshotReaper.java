package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/**
 * Ends captures that nobody works at any more: those of dead boots, and those of this boot whose
 * end could not be written. What they have stored is collected with the other orphans.
 */
@ApplicationScoped
class SnapshotReaper {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject SnapshotRemains remains;
  @Inject SnapshotClaims claims;
  @Inject RunCapture captures;
  @Inject ThisNode node;

  /** One round; called every few seconds. */
  void reap() {
    Set<String> holders = remains.takers(SYSTEM);
    if (holders.isEmpty()) {
      return;
    }
    String thisBoot = node.bootId();
    Set<String> dead = node.deadBoots(holders);
    remains.taken(SYSTEM, dead).forEach(this::fail);
    remains.abandoned(SYSTEM, thisBoot).stream()
        .filter(held -> !captures.isRunning(held.id()))
        .forEach(this::fail);
  }

  private void fail(Snapshots.Held held) {
    claims.fail(SYSTEM, held.id(), held.generation(), CaptureFaults.NODE_LOST);
  }
}
