package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.RunningJob;
import io.mooring.snapshot.VerifySnapshots;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ids of a share of the snapshots, those first that were not checked for longest. What
 * was checked goes to the end of that order, so a restart needs to know only how many are left.
 */
@Named
@Dependent
public class SnapshotShareReader extends AbstractItemReader {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject VerifySnapshots verify;
  @Inject RunningJob job;

  private final Deque<String> snapshots = new ArrayDeque<>();

  /**
   * How far the share is read.
   *
   * @param snapshots how many are left of it
   */
  record Left(int snapshots) implements Serializable {}

  @Override
  public void open(@Nullable Serializable checkpoint) {
    List<String> share = verify.tonight(SYSTEM);
    snapshots.clear();
    if (checkpoint instanceof Left left) {
      snapshots.addAll(share.subList(0, Math.min(left.snapshots(), share.size())));
    } else {
      snapshots.addAll(share);
      job.expect(share.size());
    }
  }

  @Override
  public @Nullable String readItem() {
    return snapshots.poll();
  }

  @Override
  public Serializable checkpointInfo() {
    return new Left(snapshots.size());
  }
}
