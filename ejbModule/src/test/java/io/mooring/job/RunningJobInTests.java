package io.mooring.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A run that remembers what its artifacts say. */
public final class RunningJobInTests extends RunningJob {
  public final List<String> items = new ArrayList<>();
  public final List<String> failed = new ArrayList<>();
  public final List<JsonNode> reports = new ArrayList<>();
  private JobCounts counts = JobCounts.NONE;
  private long expected = -1;

  public synchronized JobCounts counts() {
    return counts;
  }

  public synchronized long expected() {
    return expected;
  }

  @Override
  public synchronized void advance(JobCounts more) {
    counts = counts.plus(more);
  }

  @Override
  public synchronized void advance(JobCounts more, String item) {
    advance(more);
    items.add(item);
  }

  @Override
  public synchronized void fail(String item, Exception why) {
    advance(JobCounts.ofFailed(1));
    failed.add(item);
  }

  @Override
  public synchronized void expect(long items) {
    expected = items;
  }

  @Override
  public synchronized void report(JsonNode report) {
    reports.add(report);
  }

  @Override
  public JobRef ref() {
    return new JobRef("job_of_tests", 1);
  }
}
