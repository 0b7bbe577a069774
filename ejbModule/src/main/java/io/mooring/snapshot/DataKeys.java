package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.snapshot.format.TenantKeys;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The tenants' own keys, unwrapped: each is made when there is none, and wrapped anew after a
 * rotation. REQUIRES_NEW: whoever asks is about to read or write much with them.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DataKeys {
  private static final String EXPORTS = "data";
  private static final String CONTENT = "content";
  private static final String ADDRESS = "address";

  @Inject Exports exports;
  @Inject KeptSnapshots kept;
  @Inject SnapshotKeys keys;
  @Inject Clock clock;

  /**
   * The key that conversations are exported with.
   *
   * @throws SnapshotFailure unreadable, when none of the configured keys has wrapped it
   */
  public byte[] exporting(SystemCaller system) {
    return key(system, EXPORTS);
  }

  /**
   * The two keys that snapshots are sealed and addressed with.
   *
   * @throws SnapshotFailure unreadable, when none of the configured keys has wrapped them
   */
  public TenantKeys snapshots(SystemCaller system) {
    return new TenantKeys(system.tenant(), key(system, CONTENT), key(system, ADDRESS));
  }

  /**
   * Makes the tenant's keys where there are none, before many ask for them at once, and wraps the
   * others with the current key, so that older ones can be removed from the configuration.
   *
   * @throws SnapshotFailure unreadable, when none of the configured keys has wrapped one of them
   */
  public void prepare(SystemCaller system) {
    List.of(EXPORTS, CONTENT, ADDRESS).forEach(name -> key(system, name));
  }

  private byte[] key(SystemCaller system, String name) {
    KeyRing ring = keys.ring();
    Optional<DataKey> there = exports.lockKey(system, name);
    if (there.isPresent()) {
      return there.get().open(ring);
    }
    if (!name.equals(EXPORTS) && kept.complete(system) > 0) {
      // Snapshots are there and their keys are not: another key would be a fresh start.
      throw SnapshotFailure.unreadable(null);
    }
    byte[] made = Aead.newKey();
    exports.add(new DataKey(system.tenant(), name, made, ring, clock.instant()));
    return made;
  }
}
