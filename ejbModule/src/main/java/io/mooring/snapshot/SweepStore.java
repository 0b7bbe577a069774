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
 * <p>{@link #sweep} is a whole run.
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
   * What a run has done, or would do.
   *
   * @param unneeded objects that nobody needed when it began
   * @param sparsePacks packs of which less than half was needed
   * @param deleted objects that were deleted; none by a dry run
   */
  public record Swept(int unneeded, int sparsePacks, int deleted) {}

  /** Who wants a run, and may end it before it is done. */
  public interface Watch {
    boolean isStopped();

    /** An object is gone. */
    void deleted(ObjectName name);
  }

  /**
   * A whole run: marks what nobody needs, rewrites sparse packs, deletes what has been marked for
   * long enough.
   *
   * @param dryRun whether it is only told
   */
  public Swept sweep(SystemCaller system, boolean dryRun, Watch watch) throws IOException {
    StoreSurvey survey = survey(system);
    int unneeded = survey.orphans().size();
    if (!dryRun) {
      mark(system, survey);
    }
    int sparse = rewriteSparse(system, survey, dryRun, watch);
    if (dryRun) {
      return new Swept(unneeded, sparse, 0);
    }
    if (sparse > 0) {
      survey = survey(system);
      mark(system, survey);
    }
    int deleted = 0;
    for (ObjectName name : ripe(system, survey)) {
      if (!watch.isStopped() && delete(system, name)) {
        deleted++;
        watch.deleted(name);
      }
    }
    if (!watch.isStopped()) {
      tidy(system, survey);
    }
    return new Swept(unneeded, sparse, deleted);
  }

  /** Rewrites packs of which less than half is needed, or only counts them. */
  private int rewriteSparse(SystemCaller system, StoreSurvey survey, boolean dryRun, Watch watch)
      throws IOException {
    int sparse = 0;
    List<String> thinned = survey.thinned();
    for (int i = 0; i < thinned.size() && !watch.isStopped(); i += Census.PAGE) {
      List<String> some = thinned.subList(i, Math.min(i + Census.PAGE, thinned.size()));
      List<LivePack> found = sparse(system, survey, some);
      sparse += found.size();
      if (!dryRun && !found.isEmpty()) {
        rewrite(system, survey, found);
      }
    }
    return sparse;
  }

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
  private int mark(SystemCaller system, StoreSurvey survey) throws IOException {
    return store.call(
        timed -> {
          Sweep sweep = new Sweep(timed, tenantKeys(system), clock, grace());
          List<Mark> known = steps.marks(system);
          Conflicts.run(() -> steps.unmark(system, sweep.staleMarks(survey, known)));
          List<Mark> fresh = sweep.newMarks(survey, known);
          Conflicts.run(() -> steps.mark(system, fresh));
          return fresh.size();
        });
  }

  /** Those of some packs of which less than half is needed. */
  private List<LivePack> sparse(SystemCaller system, StoreSurvey survey, Collection<String> packs)
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
  private PackRewriting.Rewritten rewrite(
      SystemCaller system, StoreSurvey survey, Collection<LivePack> sparse) throws IOException {
    return store.call(
        timed ->
            new PackRewriting(
                    timed, tenantKeys(system), threads.factory(), ticker, grace().dividedBy(2))
                .rewrite(sparse, survey::needs));
  }

  /** What may be deleted now, in an order that stays the same. */
  private List<ObjectName> ripe(SystemCaller system, StoreSurvey survey) throws IOException {
    return store.call(
        timed ->
            new Sweep(timed, tenantKeys(system), clock, grace())
                .ripe(survey, steps.marks(system)).stream()
                    .sorted(Comparator.comparing(ObjectName::kind).thenComparing(ObjectName::id))
                    .toList());
  }

  /** Deletes one of what is ripe; whether it was there. */
  private boolean delete(SystemCaller system, ObjectName name) throws IOException {
    boolean there = store.call(timed -> timed.delete(name));
    Conflicts.run(() -> steps.deleted(system, name));
    return there;
  }

  /**
   * Discards what was begun and never finished, and forgets given-up snapshots without a manifest.
   */
  private int tidy(SystemCaller system, StoreSurvey survey) throws IOException {
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
