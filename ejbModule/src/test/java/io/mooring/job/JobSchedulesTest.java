package io.mooring.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobSchedulesTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

  @BeforeEach
  void empty() {
    DATABASES
        .values()
        .forEach(
            database ->
                database.transact(
                    entities -> {
                      entities.createQuery("delete from JobSchedule s").executeUpdate();
                      entities.createQuery("delete from JobAction a").executeUpdate();
                      entities.createQuery("delete from JobRun r").executeUpdate();
                    }));
  }

  private TestNodeOfJobs node(TestDatabase.Kind kind, String boot, String cron) {
    return new TestNodeOfJobs(DATABASES.get(kind), clock, boot, new TestJob(cron));
  }

  @ParameterizedTest
  @EnumSource
  void isStartedWhenItIsDueAndNotBefore(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a", "30 3 * * *");
    node.round();
    clock.set("2026-03-02T03:29:59Z");
    node.round();
    assertThat(node.list()).isEmpty();

    clock.set("2026-03-02T03:30:00Z");
    node.round();
    node.round();

    JobDocument run = node.newest();
    assertThat(node.list()).hasSize(1);
    assertThat(run.state()).isEqualTo(JobState.RUNNING);
    assertThat(run.startedBy()).isEmpty();
    assertThat(run.dueAt().map(Object::toString)).contains("2026-03-02T03:30:00Z");
    assertThat(run.parameters()).hasToString("{\"dryRun\":\"true\",\"most\":\"7\"}");
    assertThat(node.container.calls).containsExactly("start count-sheep");
    assertThat(node.container.told.values())
        .allMatch(told -> told.getProperty("most").equals("7"))
        .allMatch(told -> told.getProperty(RunningJob.RUN).equals(run.id()));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasMissedWhileAllNodesWereDownIsCaughtUpOnce(TestDatabase.Kind kind) {
    node(kind, "boot_a", "0 * * * *").round();
    clock.set("2026-03-05T17:45:00Z"); // more than a hundred hours later
    TestNodeOfJobs again = node(kind, "boot_b", "0 * * * *");

    again.round();
    again.complete(again.newest().id());
    again.round();

    assertThat(again.list()).hasSize(1);
    assertThat(again.newest().dueAt().map(Object::toString)).contains("2026-03-01T13:00:00Z");
    clock.set("2026-03-05T18:00:00Z");
    again.round();
    assertThat(again.list()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void ofManyNodesOneStartsEachDueTime(TestDatabase.Kind kind) throws Exception {
    List<TestNodeOfJobs> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(node(kind, "boot_" + i, "*/5 * * * *"));
    }
    nodes.get(0).round();

    for (int due = 1; due <= 6; due++) {
      clock.set("2026-03-01T12:%02d:00Z".formatted(due * 5));
      atOnce(nodes);
      assertThat(nodes.stream().mapToInt(n -> n.container.starts()).sum()).isEqualTo(due);
      nodes.forEach(n -> n.container.completeAll());
      nodes.forEach(TestNodeOfJobs::round);
    }

    assertThat(nodes.get(0).list()).hasSize(6).allMatch(r -> r.state() == JobState.COMPLETED);
    assertThat(nodes).allSatisfy(n -> assertThat(n.incidents).isEmpty());
  }

  private static void atOnce(List<TestNodeOfJobs> nodes) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(nodes.size());
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
    try {
      List<Callable<Boolean>> rounds = new ArrayList<>();
      for (TestNodeOfJobs node : nodes) {
        rounds.add(
            () -> {
              barrier.await();
              node.round();
              return true;
            });
      }
      for (Future<Boolean> done : threads.invokeAll(rounds)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDueTimeIsLeftOutWhileTheJobStillRuns(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a", "0 * * * *");
    node.round();
    clock.set("2026-03-01T13:00:00Z");
    node.round();
    String first = node.newest().id();
    clock.set("2026-03-01T14:00:00Z");
    node.round();
    assertThat(node.list()).hasSize(1);

    node.complete(first);
    node.round();
    assertThat(node.list()).hasSize(1);
    clock.set("2026-03-01T15:00:00Z");
    node.round();

    assertThat(node.list()).hasSize(2);
  }

  /** The other node's clock is behind by less than clocks may differ. */
  @ParameterizedTest
  @EnumSource
  void aNodeWhoseClockIsALittleBehindDoesNotStartItAgain(TestDatabase.Kind kind) {
    TestNodeOfJobs ahead = node(kind, "boot_a", "30 3 * * *");
    TestNodeOfJobs behind = node(kind, "boot_b", "30 3 * * *");
    ahead.round();
    clock.set("2026-03-02T03:30:01Z");
    ahead.round();
    ahead.complete(ahead.newest().id());

    clock.set("2026-03-02T03:29:57Z");
    behind.round();
    clock.set("2026-03-02T03:30:02Z");
    behind.round();

    assertThat(behind.list()).hasSize(1);
    clock.set("2026-03-03T03:30:00Z");
    behind.round();
    assertThat(behind.list()).hasSize(2);
  }

  /** A clock was a year ahead for a while; when it is right again no year goes by without a run. */
  @ParameterizedTest
  @EnumSource
  void aClockThatWasFarAheadDoesNotPutRunsOff(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a", "30 3 * * *");
    node.round();
    clock.set("2027-03-02T12:00:00Z");
    node.round();
    node.complete(node.newest().id());
    clock.set("2026-03-02T12:00:00Z");
    node.round();
    assertThat(node.list()).hasSize(1);

    clock.set("2026-03-03T03:30:00Z");
    node.round();

    assertThat(node.list()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void anotherExpressionCountsFromNowOn(TestDatabase.Kind kind) {
    node(kind, "boot_a", "30 3 * * *").round();
    clock.set("2026-03-01T15:00:00Z");
    TestNodeOfJobs changed = node(kind, "boot_b", "0 16 * * *");
    changed.round();
    assertThat(changed.list()).isEmpty();

    clock.set("2026-03-01T16:00:00Z");
    changed.round();

    assertThat(changed.list()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void offIsNotStartedAndOnAgainIsNotCaughtUp(TestDatabase.Kind kind) {
    node(kind, "boot_a", "0 * * * *").round();
    node(kind, "boot_b", "off").round();
    clock.set("2026-03-02T12:30:00Z");
    TestNodeOfJobs off = node(kind, "boot_b", "off");
    off.round();
    assertThat(off.list()).isEmpty();

    TestNodeOfJobs on = node(kind, "boot_c", "0 * * * *");
    on.round();
    on.round();
    assertThat(on.list()).isEmpty();
    clock.set("2026-03-02T13:00:00Z");
    on.round();

    assertThat(on.list()).hasSize(1);
  }

  /** One job's trouble is not the others'. */
  @ParameterizedTest
  @EnumSource
  void aJobThatCantBeStartedHasFailedAndKeepsNoOtherFromItsTurn(TestDatabase.Kind kind) {
    var node =
        new TestNodeOfJobs(
            DATABASES.get(kind),
            clock,
            "boot_a",
            new TestJob("a-broken-one", "nonsense"),
            new TestJob("0 * * * *"));
    node.round();
    clock.set("2026-03-01T13:00:00Z");
    node.container.refusesStarts = true;

    node.round();

    assertThat(node.newest().state()).isEqualTo(JobState.FAILED);
    assertThat(node.newest().exitStatus()).contains("It could not be started.");
    assertThat(node.incidents)
        .anyMatch(i -> i.line().contains("a-broken-one"))
        .anyMatch(i -> i.line().contains("the start of the job count-sheep"));
  }
}
