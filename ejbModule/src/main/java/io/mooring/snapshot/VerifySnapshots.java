package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.upkeep.Verification;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Proves that snapshots are whole, a share of them each night. NOT_SUPPORTED, for every byte is
 * read; what is found is written by {@link UpkeepSteps}. What is damaged is an incident, and is
 * marked: no capture builds on it, and it takes no place in retention.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class VerifySnapshots {
  @Inject UpkeepSteps steps;
  @Inject StoreCalls store;
  @Inject DataKeys keys;
  @Inject Settings settings;
  @Inject Unreadable unreadable;
  @Inject Clock clock;

  /** What came of a check. */
  public enum Outcome {
    WHOLE,
    DAMAGED,
    /** It is not complete, or not there any more. */
    GONE
  }

  /** This night's share: so many that each has its turn in time, longest unchecked first. */
  public List<String> tonight(SystemCaller system) {
    long all = steps.complete(system);
    int nights = settings.get(UpkeepSettings.VERIFY_NIGHTS);
    return steps.unchecked(system, clock.instant(), (int) ((all + nights - 1) / nights));
  }

  /**
   * Checks one and says in its row what was found.
   *
   * @throws SnapshotFailure unreadable, when the keys can't be had: that tells nothing of it
   * @throws StoreException when the store fails or stalls: that tells nothing either
   */
  public Outcome verify(SystemCaller system, String id) throws IOException {
    TenantKeys tenantKeys = Conflicts.retry(() -> keys.snapshots(system));
    Optional<IOException> first = look(system, tenantKeys, id);
    // A pack may have been rewritten between the look at its name and the reading.
    Optional<IOException> damage = first.isEmpty() ? first : look(system, tenantKeys, id);
    boolean there =
        Conflicts.retry(
            () -> damage.isEmpty() ? steps.verified(system, id) : steps.damaged(system, id));
    if (!there) {
      return Outcome.GONE;
    }
    damage.ifPresent(
        found ->
            unreadable.found(
                system, "a check of " + id + " found damage", id, Optional.empty(), found));
    return damage.isEmpty() ? Outcome.WHOLE : Outcome.DAMAGED;
  }

  private Optional<IOException> look(SystemCaller system, TenantKeys tenantKeys, String id)
      throws IOException {
    Optional<String> fingerprint = steps.fingerprint(system, id);
    if (fingerprint.isEmpty()) {
      return Optional.empty();
    }
    try {
      store.call(
          timed ->
              new Verification(timed, tenantKeys, SnapshotSettings.reading(settings))
                  .verify(id, fingerprint.get()));
      return Optional.empty();
    } catch (SnapshotDamaged | SnapshotRefused e) {
      return Optional.of(e);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.MISSING || e.kind() == StoreException.Kind.SHORT) {
        return Optional.of(e);
      }
      throw e;
    }
  }
}
