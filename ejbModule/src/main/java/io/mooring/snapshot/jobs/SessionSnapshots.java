package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.config.Settings;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.node.NodeSettings;
import io.mooring.snapshot.SnapshotFailure;
import io.mooring.time.Ticker;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of each session. One that has none to take any more is left out: it was taken
 * before a crash, after the last checkpoint, or by its turn's end in the meantime. One that
 * somebody else takes is waited for: a dead node's is given up once that node counts as dead.
 */
@Named
@Dependent
public class SessionSnapshots implements ItemProcessor {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject DueSessions sessions;
  @Inject RunningJob job;
  @Inject Settings settings;
  @Inject Ticker ticker;

  @Override
  public @Nullable Object processItem(Object item) throws InterruptedException {
    String session = (String) item;
    job.advance(JobCounts.ofRead(1), session);
    if (take(session)) {
      return session;
    }
    job.advance(JobCounts.ofSkipped(1));
    return null;
  }

  private boolean take(String session) throws InterruptedException {
    Duration patience = settings.get(NodeSettings.TIME_TO_LIVE).multipliedBy(2);
    long begun = ticker.nanos();
    while (sessions.isDue(SYSTEM, session)) {
      try {
        sessions.take(SYSTEM, session);
        return true;
      } catch (SnapshotFailure e) {
        if (!e.code().equals("snapshot-running") || ticker.since(begun).compareTo(patience) > 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    return false;
  }
}
