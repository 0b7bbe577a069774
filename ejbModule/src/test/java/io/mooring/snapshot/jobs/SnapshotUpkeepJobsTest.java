package io.mooring.snapshot.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.SystemCaller;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJobInTests;
import io.mooring.snapshot.PruneSnapshots;
import io.mooring.snapshot.VerifySnapshots;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The parts of verify-snapshots and prune-snapshots, with use cases that are lists. */
@SuppressWarnings("UnnecessaryAssignment") // no container here
class SnapshotUpkeepJobsTest {
  private final RunningJobInTests job = new RunningJobInTests();

  /** Every snapshot is checked, those first that were not checked for longest; 6 a night. */
  private static final class FakeVerifying extends VerifySnapshots {
    final List<String> unchecked = new ArrayList<>();
    final TreeMap<String, Outcome> outcomes = new TreeMap<>();

    @Override
    public List<String> tonight(SystemCaller system) {
      return List.copyOf(unchecked.subList(0, 6));
    }

    @Override
    public Outcome verify(SystemCaller system, String id) {
      unchecked.remove(id);
      unchecked.add(id);
      return outcomes.getOrDefault(id, Outcome.WHOLE);
    }
  }

  private static final class FakePruning extends PruneSnapshots {
    final List<String> sessions = new ArrayList<>();
    final List<String> retired = new ArrayList<>();

    @Override
    public List<String> sessions(SystemCaller system, String after, int limit) {
      return sessions.stream().filter(id -> id.compareTo(after) > 0).limit(limit).toList();
    }

    @Override
    public List<String> retire(SystemCaller system, String sessionId, boolean dryRun) {
      retired.add(sessionId + dryRun);
      return sessionId.endsWith("1") ? List.of("snp_1") : List.of();
    }
  }

  private SnapshotShareReader share(FakeVerifying verifying) {
    SnapshotShareReader reader = new SnapshotShareReader();
    reader.verify = verifying;
    reader.job = job;
    return reader;
  }

  private SnapshotCheck check(FakeVerifying verifying) {
    SnapshotCheck check = new SnapshotCheck();
    check.verify = verifying;
    check.job = job;
    return check;
  }

  @Test
  void aRestartChecksWhatIsLeftOfTheShareAndNothingTwice() throws IOException {
    FakeVerifying verifying = new FakeVerifying();
    for (int i = 0; i < 20; i++) {
      verifying.unchecked.add("snp_" + (char) ('a' + i));
    }
    SnapshotShareReader first = share(verifying);
    first.open(null);
    assertThat(job.expected()).isEqualTo(6);
    for (int i = 0; i < 4; i++) {
      check(verifying).processItem(first.readItem());
    }
    Serializable checkpoint = first.checkpointInfo();

    SnapshotShareReader second = share(verifying);
    second.open(checkpoint);

    assertThat(second.readItem()).isEqualTo("snp_e");
    assertThat(second.readItem()).isEqualTo("snp_f");
    assertThat(second.readItem()).isNull();
  }

  @Test
  void aDamagedSnapshotCountsAsFailedAndOneThatIsGoneAsSkipped() throws IOException {
    FakeVerifying verifying = new FakeVerifying();
    verifying.unchecked.addAll(List.of("snp_a", "snp_b", "snp_c"));
    verifying.outcomes.put("snp_b", VerifySnapshots.Outcome.DAMAGED);
    verifying.outcomes.put("snp_c", VerifySnapshots.Outcome.GONE);
    SnapshotCheck check = check(verifying);

    assertThat(check.processItem("snp_a")).isEqualTo("snp_a");
    assertThat(check.processItem("snp_b")).isNull();
    assertThat(check.processItem("snp_c")).isNull();

    assertThat(job.failed).containsExactly("snp_b");
    assertThat(job.counts()).isEqualTo(new JobCounts(3, 0, 1, 1));
  }

  @Test
  void sessionsAreReadInPagesAndGoOnAfterACheckpoint() {
    FakePruning pruning = new FakePruning();
    for (int i = 0; i < 450; i++) {
      pruning.sessions.add("ses_%03d".formatted(i));
    }
    SnapshottedSessionReader reader = new SnapshottedSessionReader();
    reader.prune = pruning;
    reader.open(null);
    List<String> read = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      read.add(reader.readItem());
    }
    SnapshottedSessionReader again = new SnapshottedSessionReader();
    again.prune = pruning;
    again.open(reader.checkpointInfo());
    for (String id = again.readItem(); id != null; id = again.readItem()) {
      read.add(id);
    }

    assertThat(read).isEqualTo(pruning.sessions);
  }

  @Test
  void aDryRunUnlessToldOtherwiseRetiresNothing() {
    FakePruning pruning = new FakePruning();
    SnapshotRetiring retiring = new SnapshotRetiring();
    retiring.prune = pruning;
    retiring.job = job;

    assertThat(retiring.processItem("ses_1")).isEqualTo("ses_1");
    retiring.dryRun = "false";
    assertThat(retiring.processItem("ses_2")).isNull();

    assertThat(pruning.retired).containsExactly("ses_1true", "ses_2false");
    assertThat(job.counts()).isEqualTo(new JobCounts(2, 0, 1, 0));
  }
}
