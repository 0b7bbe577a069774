package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.OptionalLong;

/**
 * How much more a session and its tenant may keep: what complete snapshots have added to the store
 * is counted. Those that are taken before something is lost for good always have room. REQUIRES_NEW
 * for a capture follows.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SnapshotQuota {
  @Inject Snapshots snapshots;
  @Inject Settings settings;

  /** Bytes that the snapshot may add; empty for as many as it likes. */
  public OptionalLong room(SystemCaller system, SnapshotClaim claim) {
    if (claim.reason().protects()) {
      return OptionalLong.empty();
    }
    OptionalLong ofSession =
        left(SnapshotSettings.SESSION_QUOTA, () -> snapshots.addedBytes(system, claim.sessionId()));
    OptionalLong ofTenant = left(SnapshotSettings.TENANT_QUOTA, () -> snapshots.addedBytes(system));
    if (ofSession.isEmpty() || ofTenant.isEmpty()) {
      return ofSession.isEmpty() ? ofTenant : ofSession;
    }
    return OptionalLong.of(Math.min(ofSession.getAsLong(), ofTenant.getAsLong()));
  }

  private interface Used {
    long bytes();
  }

  private OptionalLong left(Setting<DataSize> quota, Used used) {
    long most = settings.get(quota).bytes();
    return most == 0 ? OptionalLong.empty() : OptionalLong.of(most - used.bytes());
  }
}
