package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.PackRewriting;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Census;
import io.mooring.snapshot.upkeep.Mark;
import io.mooring.snapshot.upkeep.SnapshotsInUse;
import io.mooring.snapshot.upkeep.StoreSurvey;
import io.mooring.snapshot.upkeep.Sweep;
import io.mooring.time.Ticker;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Takes from the store what no kept snapshot needs. NOT_SUPPORTED, for the store is read and
 * deleted from; the changes of rows are transactions of {@link UpkeepSteps}. Each step may be done
 * again, and by several nodes at once.
 *
 * <p>A run is: {@link #survey} and {@link #mark}; {@link #sparse} and {@link #rewrite} for pages of
 * {@link StoreSurvey#thinned}; when something was rewritten a new survey, and {@link #mark} again;
 * {@link #ripe} and {@link #delete} for each of it; {@link #tidy}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SweepStore {
  private static final int PAGE = 200;

  @Inject UpkeepSteps steps;
  @Inject StoreCalls store;
  @Inject DataKeys keys;
  @Inject CaptureThreads threads;
  @Inject Settings settings;
  @Inject Clock clock;
  @Inject Ticker ticker;

  /**
   * Looks at the tenant's store.
   *
   * @throws io.mooring.snapshot.format.SnapshotDamaged when it can't be told what a kept snapshot
   *     needs: then nothing may be deleted
   */
  public StoreSurvey survey(SystemCaller system) throws IOException {
    TenantKeys tenantKeys = tenantKeys(system);
    SnapshotsInUse inUse =
        new SnapshotsInUse() {
          @Override
          public Set<String> kept() {
            return steps.kept(system);
          }

          @Override
          public Set<String> running() {
            return steps.running(system);
          }
        };
    return store.call(timed -> StoreSurvey.take(timed, tenantKeys, inUse));
  }

  /** Marks what nobody needs, and drops marks of what somebody needs again; how many are new. */
  public int mark(SystemCaller system, StoreSurvey survey) throws IOException {
    return store.call(
        timed -> {
          Sweep sweep = new Sweep(timed, tenantKeys(system), clock, grace());
          List<Mark> known = steps.marks(system);
          Conflicts.retry(
              () -> {
                steps.unmark(system, sweep.staleMarks(survey, known));
                return true;
              });
          List<Mark> fresh = sweep.newMarks(survey, known);
          Conflicts.retry(
              () -> {
                steps.mark(system, fresh);
                return true;
              });
          return fresh.size();
        });
  }

  /** Those of some packs of which less than half is needed. */
  public List<LivePack> sparse(SystemCaller system, StoreSurvey survey, Collection<String> packs)
      throws IOException {
    return store.call(
        timed ->
            new Census(timed, tenantKeys(system))
                .of(survey, packs).values().stream()
                    .filter(pack -> 2 * pack.liveBytes() < pack.bytes())
                    .toList());
  }

  /**
   * Moves what is needed of sparse packs to new ones; the old ones are marked by the next survey.
   */
  public PackRewriting.Rewritten rewrite(
      SystemCaller system, StoreSurvey survey, Collection<LivePack> sparse) throws IOException {
    return store.call(
        timed ->
            new PackRewriting(
                    timed, tenantKeys(system), threads.factory(), ticker, grace().dividedBy(2))
                .rewrite(sparse, survey::needs));
  }

  /** What may be deleted now, in an order that stays the same. */
  public List<ObjectName> ripe(SystemCaller system, StoreSurvey survey) throws IOException {
    return store.call(
        timed ->
            new Sweep(timed, tenantKeys(system), clock, grace())
                .ripe(survey, steps.marks(system)).stream()
                    .sorted(Comparator.comparing(ObjectName::kind).thenComparing(ObjectName::id))
                    .toList());
  }

  /** Deletes one of what is ripe; whether it was there. */
  public boolean delete(SystemCaller system, ObjectName name) throws IOException {
    boolean there = store.call(timed -> timed.delete(name));
    Conflicts.retry(
        () -> {
          steps.deleted(system, name);
          return true;
        });
    return there;
  }

  /**
   * Discards what was begun and never finished, and forgets given-up snapshots without a manifest.
   */
  public int tidy(SystemCaller system, StoreSurvey survey) throws IOException {
    String after = "";
    List<String> page;
    do {
      page = steps.deleting(system, after, PAGE);
      List<String> absent = page.stream().filter(id -> !survey.stores(id)).toList();
      Conflicts.retry(() -> steps.forget(system, absent));
      after = page.isEmpty() ? after : page.get(page.size() - 1);
    } while (page.size() == PAGE);
    TenantKeys tenantKeys = tenantKeys(system);
    return store.call(timed -> new Sweep(timed, tenantKeys, clock, grace()).discardUnfinished());
  }

  private Duration grace() {
    return settings.get(UpkeepSettings.GRACE);
  }

  private TenantKeys tenantKeys(SystemCaller system) {
    return Conflicts.retry(() -> keys.snapshots(system));
  }
}
