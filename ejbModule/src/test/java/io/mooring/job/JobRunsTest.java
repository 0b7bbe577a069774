package io.mooring.job;

import static io.mooring.job.TestNodeOfJobs.ADAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobRunsTest {
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

  private TestNodeOfJobs node(TestDatabase.Kind kind, String boot) {
    return new TestNodeOfJobs(DATABASES.get(kind), clock, boot, new TestJob("off"));
  }

  private static JobDocument start(TestNodeOfJobs node, Map<String, String> parameters) {
    return node.startJob().start(ADAM, TestJob.NAME, parameters, Optional.empty());
  }

  private static JobDocument start(TestNodeOfJobs node) {
    return start(node, Map.of());
  }

  private static void code(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @EnumSource
  void aRunTellsWhoStartedItWithWhatAndHowItEnded(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    JobDocument run = start(node, Map.of("dryRun", "false"));
    assertThat(run.state()).isEqualTo(JobState.RUNNING);
    assertThat(run.startedBy()).contains("adam");
    assertThat(run.changesData()).isTrue();
    assertThat(run.parameters()).hasToString("{\"dryRun\":\"false\",\"most\":\"10\"}");

    clock.pass(Duration.ofMinutes(2));
    node.complete(run.id());

    JobDocument ended = node.read(run.id());
    assertThat(ended.state()).isEqualTo(JobState.COMPLETED);
    assertThat(ended.exitStatus()).contains("done");
    assertThat(ended.endedAt()).contains(clock.instant());
    assertThat(ended.actions())
        .extracting(JobDocument.Action::action)
        .containsExactly(JobVerb.START);
    assertThat(ended.actions().get(0).by()).contains("adam");
    assertThat(TestAudit.of(node.beans.get(AuditSteps.class), run.id()))
        .extracting(deed -> deed.user().orElseThrow() + " " + deed.action())
        .containsExactly("adam job.started");
  }

  @ParameterizedTest
  @EnumSource
  void aJobRunsOnceAtATime(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    String first = start(node).id();

    code(() -> start(node(kind, "boot_b")), "job-running");

    node.complete(first);
    assertThat(start(node).state()).isEqualTo(JobState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource
  void theSameRequestIsTheSameRun(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    var request =
        Optional.of(
            Repeatable.of("key-" + kind + System.identityHashCode(this), "POST /jobs", "{}"));
    JobDocument first = node.startJob().start(ADAM, TestJob.NAME, Map.of(), request);
    JobDocument second = node.startJob().start(ADAM, TestJob.NAME, Map.of(), request);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(node.container.starts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsUnknownOrWrongIsRefusedBeforeAnythingIsWritten(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    StartJob jobs = node.startJob();

    code(() -> jobs.start(ADAM, "no-such-job", Map.of(), Optional.empty()), "unknown-job");
    code(() -> start(node, Map.of("mostly", "1")), "unknown-job-parameter");
    assertThatThrownBy(() -> start(node, Map.of("most", "101")))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("The parameter most is a whole number from 1 to 100.");
    assertThatThrownBy(() -> start(node, Map.of("dryRun", "no")))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("The parameter dryRun is true or false.");
    assertThat(node.list()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void administratorsStartAndStopAuditorsReadOthersDoNeither(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    Caller audrey = new Caller("default", "audrey", Set.of(Role.AUDITOR));
    Caller ann = new Caller("default", "ann", Set.of(Role.USER, Role.APPROVER));
    String run = start(node).id();
    ReadJobs read = node.beans.get(ReadJobs.class);

    assertThat(read.get(audrey, run).id()).isEqualTo(run);
    assertThat(read.list(audrey, JobFilter.ALL, 10)).hasSize(1);
    for (Caller caller : List.of(audrey, ann)) {
      StartJob jobs = node.startJob();
      assertThatThrownBy(() -> jobs.start(caller, TestJob.NAME, Map.of(), Optional.empty()))
          .isInstanceOf(Forbidden.class);
      assertThatThrownBy(() -> jobs.stop(caller, run)).isInstanceOf(Forbidden.class);
      assertThatThrownBy(() -> jobs.restart(caller, run)).isInstanceOf(Forbidden.class);
    }
    assertThatThrownBy(() -> read.get(ann, run)).isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> read.list(ann, JobFilter.ALL, 10)).isInstanceOf(Forbidden.class);
    code(() -> read.get(audrey, "job_none"), "job-not-found");
    code(() -> read.get(new Caller("other", "eve", Set.of(Role.ADMIN)), run), "job-not-found");
  }

  /** Asked on a node that does not run it. */
  @ParameterizedTest
  @EnumSource
  void aRunIsStoppedWhereItRunsAndGoesOnWhenItIsRestarted(TestDatabase.Kind kind) {
    TestNodeOfJobs a = node(kind, "boot_a");
    TestNodeOfJobs b = node(kind, "boot_b");
    String run = start(a).id();
    long batchId = a.batchId(run);

    assertThat(b.startJob().stop(ADAM, run).state()).isEqualTo(JobState.STOPPING);
    b.round();
    assertThat(b.container.calls).isEmpty();
    a.round();
    assertThat(a.container.calls).contains("stop " + batchId);
    a.container.end(batchId, JobState.STOPPED, "3 sheep");
    a.round();
    assertThat(a.read(run).state()).isEqualTo(JobState.STOPPED);
    code(() -> a.startJob().stop(ADAM, run), "job-ended");

    JobDocument again = b.startJob().restart(ADAM, run);
    assertThat(again.state()).isEqualTo(JobState.RUNNING);
    assertThat(again.endedAt()).isEmpty();
    assertThat(b.container.calls).containsExactly("restart " + batchId);
    assertThat(again.actions())
        .extracting(JobDocument.Action::action)
        .containsExactly(JobVerb.START, JobVerb.STOP, JobVerb.RESTART);
    code(() -> a.startJob().restart(ADAM, run), "job-running");

    b.complete(run);
    code(() -> a.startJob().restart(ADAM, run), "job-not-restartable");
  }

  @ParameterizedTest
  @EnumSource
  void aFailedRunDoesNotGoOnWhileAnotherOneOfTheJobRuns(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    String failed = start(node).id();
    node.container.end(node.batchId(failed), JobState.FAILED, "no");
    node.round();
    String second = start(node).id();

    code(() -> node.startJob().restart(ADAM, failed), "job-running");

    node.complete(second);
    assertThat(node.startJob().restart(ADAM, failed).state()).isEqualTo(JobState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource
  void oneNodeGoesOnWithTheRunOfADeadOne(TestDatabase.Kind kind) {
    TestNodeOfJobs dead = node(kind, "boot_a");
    TestNodeOfJobs b = node(kind, "boot_b");
    TestNodeOfJobs c = node(kind, "boot_c");
    String run = start(dead).id();
    long batchId = dead.batchId(run);
    JobRef lost = dead.ref(run);
    b.round();
    assertThat(b.container.calls).isEmpty();

    b.node.learnOfDeath("boot_a");
    c.node.learnOfDeath("boot_a");
    b.round();
    c.round();

    assertThat(b.container.calls).containsExactly("restart " + batchId);
    assertThat(c.container.calls).isEmpty();
    assertThat(b.read(run).takeovers()).isEqualTo(1);
    JobProgress progress = dead.beans.get(JobProgress.class);
    code(() -> progress.advance(lost, JobCounts.ofRead(1), Optional.empty()), "job-lost");
    dead.container.end(batchId, JobState.COMPLETED, "late");
    dead.round();
    assertThat(b.read(run).state()).isEqualTo(JobState.RUNNING);
    b.complete(run);
    assertThat(b.read(run).state()).isEqualTo(JobState.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheContainerCantRestartIsStartedAnewAsTheSameRun(TestDatabase.Kind kind) {
    TestNodeOfJobs b = node(kind, "boot_b");
    String run = start(node(kind, "boot_a")).id();
    b.container.knowsNothingToRestart = true;
    b.node.learnOfDeath("boot_a");

    b.round();

    assertThat(b.container.calls).containsExactly("start count-sheep");
    assertThat(b.list()).hasSize(1);
    assertThat(b.read(run).state()).isEqualTo(JobState.RUNNING);
  }

  /** The node died after the job's last step and before it could say so. */
  @ParameterizedTest
  @EnumSource
  void whatWasCompleteWhenItsNodeDiedIsNotDoneAgain(TestDatabase.Kind kind) {
    TestNodeOfJobs a = node(kind, "boot_a");
    TestNodeOfJobs b = node(kind, "boot_b");
    String run = start(a).id();
    b.container.end(a.batchId(run), JobState.COMPLETED, "all sheep");
    b.node.learnOfDeath("boot_a");

    b.round();

    assertThat(b.container.calls).isEmpty();
    assertThat(b.read(run).state()).isEqualTo(JobState.COMPLETED);
    assertThat(b.read(run).exitStatus()).contains("all sheep");
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatKillsItsNodesIsGivenUp(TestDatabase.Kind kind) {
    String run = start(node(kind, "boot_0")).id();
    for (int i = 1; i <= 3; i++) {
      TestNodeOfJobs next = node(kind, "boot_" + i);
      next.node.learnOfDeath("boot_" + (i - 1));
      next.round();
      assertThat(next.read(run).state()).isEqualTo(JobState.RUNNING);
    }
    TestNodeOfJobs last = node(kind, "boot_4");
    last.node.learnOfDeath("boot_3");

    last.round();

    assertThat(last.read(run).state()).isEqualTo(JobState.FAILED);
    assertThat(last.read(run).takeovers()).isEqualTo(3);
    assertThat(last.container.calls).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aStopThatADeadNodeNeverSawIsDone(TestDatabase.Kind kind) {
    TestNodeOfJobs b = node(kind, "boot_b");
    String run = start(node(kind, "boot_a")).id();
    b.startJob().stop(ADAM, run);
    b.node.learnOfDeath("boot_a");

    b.round();

    assertThat(b.read(run).state()).isEqualTo(JobState.STOPPED);
    assertThat(b.container.calls).isEmpty();
  }

  /** A node that stops in good order is no crash. */
  @ParameterizedTest
  @EnumSource
  void whatAStoppingNodeLetsGoOfIsTakenOverWithoutBeingCounted(TestDatabase.Kind kind) {
    TestNodeOfJobs a = node(kind, "boot_a");
    TestNodeOfJobs b = node(kind, "boot_b");
    String run = start(a).id();
    long batchId = a.batchId(run);
    a.beans.get(JobSteps.class).letGo(TestNodeOfJobs.SYSTEM);
    b.node.learnOfDeath(JobRun.NOBODY);

    b.round();

    assertThat(b.container.calls).containsExactly("restart " + batchId);
    assertThat(b.read(run).takeovers()).isZero();
  }

  /** Its thread ended between the row's commit and the batch container. */
  @ParameterizedTest
  @EnumSource
  void aRunThatNobodyHandedOverIsFoundByItsOwnNode(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    var begun =
        node.beans
            .get(JobStarts.class)
            .begin(ADAM, TestJob.NAME, Map.of("dryRun", "true", "most", "1"), Optional.empty());
    assertThat(node.read(begun.runId()).state()).isEqualTo(JobState.STARTING);

    node.round();

    assertThat(node.container.calls).containsExactly("start count-sheep");
    assertThat(node.read(begun.runId()).state()).isEqualTo(JobState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource
  void aRunCountsAndKeepsTheLastOfWhatFailed(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    String run = start(node).id();
    JobRef ref = node.ref(run);
    JobProgress progress = node.beans.get(JobProgress.class);

    progress.expect(ref, 40);
    progress.advance(ref, new JobCounts(40, 11, 4, 0), Optional.of("ses_11\0"));
    for (int i = 0; i < 25; i++) {
      progress.fail(ref, new FailedItem("ses_" + i, "busy", "It was busy.", clock.instant()));
    }
    progress.report(ref, Json.object().put("sheep", 11));

    JobDocument read = node.read(run);
    assertThat(read.counts()).isEqualTo(new JobCounts(40, 11, 4, 25));
    assertThat(read.progress()).isEqualTo(new JobDocument.Progress(40, Optional.of(40L)));
    assertThat(read.currentItem()).contains("ses_11 ");
    assertThat(read.failures())
        .hasSize(JobRun.MOST_FAILURES)
        .extracting(FailedItem::item)
        .startsWith("ses_5")
        .endsWith("ses_24");
    assertThat(read.report().map(Object::toString)).contains("{\"sheep\":11}");
    progress.expect(ref, 2); // a restart looks anew
    assertThat(node.read(run).progress()).isEqualTo(new JobDocument.Progress(40, Optional.of(42L)));
    node.complete(run);
    code(() -> progress.advance(ref, JobCounts.ofRead(1), Optional.empty()), "job-lost");
    assertThat(node.read(run).currentItem()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aNodeWithoutALeaseSaysNothingMore(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    JobRef ref = node.ref(start(node).id());
    node.node.loseLeases();

    JobProgress progress = node.beans.get(JobProgress.class);
    code(() -> progress.advance(ref, JobCounts.ofRead(1), Optional.empty()), "job-lost");
  }

  @ParameterizedTest
  @EnumSource
  void theListIsNewestFirstAndGoesOnWhereAPageEnded(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    for (int i = 0; i < 5; i++) {
      clock.pass(Duration.ofSeconds(1));
      node.complete(start(node).id());
    }
    List<JobDocument> all = node.list();
    ReadJobs read = node.beans.get(ReadJobs.class);
    JobDocument second = all.get(1);

    var rest =
        new JobFilter(
            Optional.of(TestJob.NAME),
            Optional.of(JobState.COMPLETED),
            second.createdAt().toEpochMilli(),
            second.id());
    assertThat(all).isSortedAccordingTo((x, y) -> y.createdAt().compareTo(x.createdAt()));
    assertThat(read.list(ADAM, rest, 2)).isEqualTo(all.subList(2, 5)); // one more than asked for
    var others = new JobFilter(Optional.of("other"), Optional.empty(), Long.MAX_VALUE, "");
    assertThat(read.list(ADAM, others, 2)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void oldRunsAreForgottenWithWhatWasDoneWithThem(TestDatabase.Kind kind) {
    TestNodeOfJobs node = node(kind, "boot_a");
    node.complete(start(node).id());
    clock.pass(Duration.ofDays(60));
    node.complete(start(node).id());
    clock.pass(Duration.ofDays(31));
    String running = start(node).id();
    clock.pass(Duration.ofDays(1));

    assertThat(node.beans.get(JobSteps.class).forgetOld(TestNodeOfJobs.SYSTEM, 100)).isEqualTo(1);

    assertThat(node.list()).hasSize(2);
    assertThat(node.read(running).actions()).hasSize(1);
    assertThat(
            DATABASES
                .get(kind)
                .<Long>inTransaction(
                    e ->
                        e.createQuery("select count(a) from JobAction a", Long.class)
                            .getSingleResult()))
        .isEqualTo(2);
  }
}
