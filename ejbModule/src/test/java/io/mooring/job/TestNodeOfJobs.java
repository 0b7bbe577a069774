package io.mooring.job;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.node.TestNode;
import io.mooring.node.ThisNode;
import io.mooring.report.ErrorReporter;
import io.mooring.report.Incident;
import io.mooring.schema.TestBeans;
import io.mooring.schema.TestDatabase;
import io.mooring.time.Ids;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node with its jobs in plain Java. */
final class TestNodeOfJobs {
  static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  static final SystemCaller SYSTEM = new SystemCaller("default");

  final FakeContainer container = new FakeContainer();
  final TestNode node;
  final Map<String, String> settings = new HashMap<>();
  final List<Incident> incidents = new CopyOnWriteArrayList<>();
  final TestBeans beans;

  TestNodeOfJobs(TestDatabase database, Clock clock, String boot, JobDefinition... jobs) {
    node = new TestNode(boot);
    ErrorReporter reporter = incidents::add;
    beans =
        new TestBeans(database)
            .bind(ThisNode.class, node)
            .bind(Clock.class, clock)
            .bind(Ids.class, new Ids(Clock.systemUTC()))
            .bind(Settings.class, new Settings(key -> Optional.ofNullable(settings.get(key))))
            .bind(ErrorReporter.class, reporter)
            .bind(BatchContainer.class, container)
            .bind(JobCatalog.class, new JobCatalog(List.of(jobs)));
  }

  void round() {
    beans.get(JobRounds.class).round();
  }

  StartJob startJob() {
    return beans.get(StartJob.class);
  }

  JobDocument read(String id) {
    return beans.get(ReadJobs.class).get(ADAM, id);
  }

  List<JobDocument> list() {
    return beans.get(ReadJobs.class).list(ADAM, JobFilter.ALL, 1_000);
  }

  /** The newest run. */
  JobDocument newest() {
    return list().get(0);
  }

  /** What the batch container calls the run. */
  long batchId(String id) {
    return beans.inTransaction(
        () -> beans.get(JobRuns.class).find(SYSTEM, id).orElseThrow().batchId().orElseThrow());
  }

  JobRef ref(String id) {
    return beans.inTransaction(() -> beans.get(JobRuns.class).find(SYSTEM, id).orElseThrow().ref());
  }

  /** The container has done the run's work. */
  void complete(String id) {
    container.end(batchId(id), JobState.COMPLETED, "done");
    round();
  }
}
