package io.mooring.snapshot.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJobInTests;
import io.mooring.snapshot.SnapshotFailure;
import jakarta.batch.api.partition.PartitionPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The parts of snapshot-sessions, with sessions that are a list. */
@SuppressWarnings("UnnecessaryAssignment") // no container here
class SnapshotSessionsTest {
  private final FakeSessions sessions = new FakeSessions();
  private final RunningJobInTests job = new RunningJobInTests();
  private long nanos;

  private final class FakeSessions extends DueSessions {
    final TreeSet<String> due = new TreeSet<>();
    final List<String> taken = new ArrayList<>();
    final Map<String, Integer> busyFor = new HashMap<>();

    @Override
    public long count(SystemCaller system) {
      return due.size();
    }

    @Override
    public List<String> due(SystemCaller system, String after, int limit) {
      return due.tailSet(after, false).stream().limit(limit).toList();
    }

    @Override
    public boolean isDue(SystemCaller system, String id) {
      return due.contains(id);
    }

    @Override
    public void take(SystemCaller system, String id) {
      if (busyFor.getOrDefault(id, 0) > 0) {
        busyFor.merge(id, -1, Integer::sum);
        nanos += 1_000_000_000L;
        throw SnapshotFailure.running("snp_1");
      }
      due.remove(id);
      taken.add(id);
    }
  }

  private void sessions(int count) {
    for (int i = 0; i < count; i++) {
      sessions.due.add("ses_%04d".formatted(i * 7));
    }
  }

  private DueSessionReader reader(String share, String shares) {
    DueSessionReader reader = new DueSessionReader();
    reader.sessions = sessions;
    reader.share = share;
    reader.shares = shares;
    return reader;
  }

  private static List<String> rest(DueSessionReader reader) {
    List<String> read = new ArrayList<>();
    for (String id = reader.readItem(); id != null; id = reader.readItem()) {
      read.add(id);
    }
    return read;
  }

  private SessionSnapshots processor() {
    SessionSnapshots processor = new SessionSnapshots();
    processor.sessions = sessions;
    processor.job = job;
    processor.settings = Settings.of(Map.of("mooring.node.time-to-live", "PT3S"));
    processor.ticker = () -> nanos;
    return processor;
  }

  @Test
  void theSharesTogetherAreAllSessionsEachOnce() {
    sessions(3 * DueSessionReader.PAGE);
    SessionPartitions mapper = new SessionPartitions();
    mapper.sessions = sessions;
    mapper.job = job;
    mapper.partitions = "3";

    PartitionPlan plan = mapper.mapPartitions();
    List<String> read = new ArrayList<>();
    for (Properties share : plan.getPartitionProperties()) {
      DueSessionReader reader = reader(share.getProperty("share"), share.getProperty("shares"));
      reader.open(null);
      List<String> ofShare = rest(reader);
      assertThat(ofShare).isSorted().hasSizeBetween(50, 350);
      read.addAll(ofShare);
    }

    assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sessions.due);
    assertThat(job.expected()).isEqualTo(600);
    assertThat(plan.getThreads()).isEqualTo(3);
  }

  @Test
  void aReaderGoesOnAfterItsCheckpoint() {
    sessions(500);
    DueSessionReader first = reader("0", "1");
    first.open(null);
    for (int i = 0; i < 250; i++) {
      first.readItem();
    }
    Serializable checkpoint = first.checkpointInfo();
    first.readItem();

    DueSessionReader second = reader("0", "1");
    second.open(checkpoint);

    assertThat(rest(second)).hasSize(250).startsWith("ses_1750");
  }

  /** A session that was taken between the checkpoint and the crash. */
  @Test
  void aSessionThatHasNothingNewIsNotTakenAgain() throws Exception {
    sessions(3);
    SessionSnapshots processor = processor();
    for (String id : List.of("ses_0000", "ses_0007", "ses_0000")) {
      processor.processItem(id);
    }

    assertThat(sessions.taken).containsExactly("ses_0000", "ses_0007");
    assertThat(job.counts()).isEqualTo(new JobCounts(3, 0, 1, 0));
    assertThat(job.items).containsExactly("ses_0000", "ses_0007", "ses_0000");
  }

  /** Taking takes sessions out of what is due, behind the reader and under its hands. */
  @Test
  void readingWhileSessionsAreTakenMissesNone() throws Exception {
    sessions(450);
    Set<String> all = new HashSet<>(sessions.due);
    DueSessionReader reader = reader("0", "1");
    reader.open(null);
    SessionSnapshots processor = processor();
    for (String id = reader.readItem(); id != null; id = reader.readItem()) {
      processor.processItem(id);
    }

    assertThat(sessions.taken).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void aSnapshotThatADeadNodeWasTakingIsWaitedFor() throws Exception {
    sessions(2);
    sessions.busyFor.put("ses_0000", 2);

    assertThat(processor().processItem("ses_0000")).isEqualTo("ses_0000");

    assertThat(sessions.taken).containsExactly("ses_0000");
  }

  @Test
  void aSnapshotThatGoesOnAndOnIsAFailureOfThisItem() {
    sessions(1);
    sessions.busyFor.put("ses_0000", 1_000);

    assertThatThrownBy(() -> processor().processItem("ses_0000"))
        .isInstanceOf(SnapshotFailure.class);
  }
}
