package io.mooring.job;

import jakarta.batch.operations.JobStartException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** A batch container that does nothing by itself; the test says what became of an execution. */
final class FakeContainer extends BatchContainer {
  private static final AtomicLong IDS = new AtomicLong();

  final List<String> calls = new ArrayList<>();
  final Map<Long, Outcome> outcomes = new HashMap<>();
  final Map<Long, Properties> told = new HashMap<>();
  boolean refusesStarts;
  boolean knowsNothingToRestart;

  @Override
  public synchronized long start(String name, Properties parameters) {
    if (refusesStarts) {
      throw new JobStartException("refused");
    }
    return begin("start " + name, parameters);
  }

  @Override
  public synchronized Optional<Long> restart(long batchId, Properties parameters) {
    return knowsNothingToRestart
        ? Optional.empty()
        : Optional.of(begin("restart " + batchId, parameters));
  }

  private long begin(String call, Properties parameters) {
    long id = IDS.incrementAndGet();
    calls.add(call);
    told.put(id, parameters);
    return id;
  }

  @Override
  public synchronized void stop(long batchId) {
    calls.add("stop " + batchId);
  }

  @Override
  public synchronized Optional<Outcome> outcome(long batchId) {
    return Optional.ofNullable(outcomes.get(batchId));
  }

  synchronized void end(long batchId, JobState state, String status) {
    outcomes.put(batchId, new Outcome(state, Optional.of(status)));
  }

  synchronized void completeAll() {
    told.keySet().forEach(id -> end(id, JobState.COMPLETED, "done"));
  }

  synchronized int starts() {
    return (int) calls.stream().filter(call -> call.startsWith("start ")).count();
  }
}
