package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.json.Json;
import io.mooring.snapshot.SweepStore;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Census;
import io.mooring.snapshot.upkeep.StoreSurvey;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second step of {@value PruningSnapshots#JOB}: takes from the store what no snapshot needs.
 * After a crash it looks anew: what was marked stays marked, and what is deleted is gone.
 */
@Named
@Dependent
public class SnapshotStoreSweep extends AbstractBatchlet {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject SweepStore store;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String dryRun;

  private volatile boolean stopped;

  /** Answers what was done, or would be. */
  @Override
  public String process() throws IOException {
    boolean only = !"false".equals(dryRun);
    StoreSurvey survey = store.survey(SYSTEM);
    int unneeded = survey.orphans().size();
    if (!only) {
      store.mark(SYSTEM, survey);
    }
    int sparse = sparse(survey, only);
    if (only) {
      return said(true, unneeded, sparse, 0);
    }
    if (sparse > 0) {
      survey = store.survey(SYSTEM);
      store.mark(SYSTEM, survey);
    }
    int deleted = 0;
    for (ObjectName name : store.ripe(SYSTEM, survey)) {
      if (!stopped && store.delete(SYSTEM, name)) {
        deleted++;
        job.advance(new JobCounts(1, 1, 0, 0), name.id());
      }
    }
    if (!stopped) {
      store.tidy(SYSTEM, survey);
    }
    return said(false, unneeded, sparse, deleted);
  }

  /** Rewrites packs of which less than half is needed, or only counts them. */
  private int sparse(StoreSurvey survey, boolean only) throws IOException {
    int sparse = 0;
    List<String> thinned = survey.thinned();
    for (int i = 0; i < thinned.size() && !stopped; i += Census.PAGE) {
      List<String> some = thinned.subList(i, Math.min(i + Census.PAGE, thinned.size()));
      List<LivePack> found = store.sparse(SYSTEM, survey, some);
      sparse += found.size();
      if (!only && !found.isEmpty()) {
        store.rewrite(SYSTEM, survey, found);
      }
    }
    return sparse;
  }

  private String said(boolean only, int unneeded, int sparse, int deleted) {
    job.report(
        Json.object()
            .put("dryRun", only)
            .put("unneeded", unneeded)
            .put("sparsePacks", sparse)
            .put("deleted", deleted));
    return "unneeded=%d sparsePacks=%d deleted=%d".formatted(unneeded, sparse, deleted);
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
