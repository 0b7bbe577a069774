package io.mooring.feed;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/**
 * The step of {@value PruningJournals#JOB}: session after session, page after page, until nothing
 * is left to take or it is asked to stop. Stopped or crashed, the next run finds what is left.
 */
@Named
@Dependent
public class PruneJournals extends AbstractBatchlet {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject JournalPruning pruning;
  @Inject FeedTickets tickets;
  @Inject RunningJob job;

  private volatile boolean stopped;

  /** Answers how many events were taken, as the step's exit status. */
  @Override
  public String process() {
    long taken = 0;
    List<String> sessions = pruning.due(SYSTEM, "");
    while (!sessions.isEmpty() && !stopped) {
      job.advance(JobCounts.ofRead(sessions.size()));
      for (String session : sessions) {
        taken += prune(session);
        job.advance(JobCounts.ofWritten(1), session);
      }
      sessions = pruning.due(SYSTEM, sessions.get(sessions.size() - 1));
    }
    int page = FeedTickets.PAGE;
    while (page == FeedTickets.PAGE && !stopped) {
      page = tickets.forgetOld(SYSTEM);
    }
    return Long.toString(taken);
  }

  private long prune(String session) {
    long taken = 0;
    int page = JournalPruning.MOST;
    while (page == JournalPruning.MOST && !stopped) {
      page = pruning.pruneOne(SYSTEM, session);
      taken += page;
    }
    return taken;
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
