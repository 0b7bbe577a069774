package io.mooring.job;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.RowId;
import io.mooring.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job: STARTING, RUNNING (STOPPING once somebody asks), then COMPLETED, FAILED or
 * STOPPED. A boot holds it until it has ended; when that boot dies another takes it over, and the
 * batch container's executions, of which it may have had several, are only how it is done.
 */
@Entity
@Table(name = "job_runs")
@IdClass(RowId.class)
public class JobRun {
  /** The owner of a run that a stopping node has let go of. */
  static final String NOBODY = "";

  static final int MOST_FAILURES = 20;
  private static final int MOST_ITEM_CHARS = 400;
  private static final int MOST_STATUS_CHARS = 1_000;

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "job_name")
  private String name = "";

  @Column(name = "running_key")
  private String runningKey = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private JobState state = JobState.STARTING;

  @Lob
  @Column(name = "parameters_json")
  private String parametersJson = "{}";

  @Column(name = "started_by")
  private @Nullable String startedBy;

  @Column(name = "due_ms")
  private @Nullable Long dueMs;

  @Column(name = "owner_boot")
  private String ownerBoot = NOBODY;

  @Column(name = "generation")
  private long generation;

  @Column(name = "takeovers")
  private int takeovers;

  @Column(name = "batch_id")
  private @Nullable Long batchId;

  @Column(name = "read_count")
  private long readCount;

  @Column(name = "written_count")
  private long writtenCount;

  @Column(name = "skipped_count")
  private long skippedCount;

  @Column(name = "failed_count")
  private long failedCount;

  @Column(name = "total_count")
  private @Nullable Long totalCount;

  @Column(name = "current_item")
  private @Nullable String currentItem;

  @Lob
  @Column(name = "failures_json")
  private String failuresJson = "[]";

  @Lob
  @Column(name = "report_json")
  private @Nullable String reportJson;

  @Column(name = "exit_status")
  private @Nullable String exitStatus;

  @Column(name = "created_ms")
  private long createdMs;

  @Column(name = "started_ms")
  private @Nullable Long startedMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  protected JobRun() {}

  JobRun(String tenantId, String id, NewJobRun wanted, String ownerBoot, Instant at) {
    this.tenantId = tenantId;
    this.id = id;
    this.name = wanted.name();
    this.runningKey = wanted.name();
    this.parametersJson = Json.write(Json.object(wanted.parameters()));
    this.startedBy = wanted.startedBy().orElse(null);
    this.dueMs = wanted.dueAt().map(Instant::toEpochMilli).orElse(null);
    this.ownerBoot = ownerBoot;
    this.generation = 1;
    this.createdMs = at.toEpochMilli();
  }

  /** The batch container has it. */
  void started(long asBatchId, Instant at) {
    requireUnfinished();
    state = state == JobState.STARTING ? JobState.RUNNING : state;
    batchId = asBatchId;
    startedMs = startedMs == null ? Long.valueOf(at.toEpochMilli()) : startedMs;
  }

  /**
   * Somebody wants it to stop; asked twice is asked once.
   *
   * @throws JobFailure it has ended
   */
  void stop() {
    requireUnfinished();
    state = JobState.STOPPING;
  }

  /** It is over; another run of the job may begin. */
  void end(JobState as, Optional<String> status, Instant at) {
    requireUnfinished();
    if (!as.hasEnded()) {
      throw new IllegalArgumentException("no end: " + as);
    }
    state = as;
    runningKey = id;
    currentItem = null;
    exitStatus = status.map(text -> cut(text, MOST_STATUS_CHARS)).orElse(null);
    endedMs = at.toEpochMilli();
  }

  /** Its boot is dead, or has let go of it: it goes on with this one. */
  void takeOver(String byBoot) {
    requireUnfinished();
    takeovers += ownerBoot.equals(NOBODY) ? 0 : 1;
    state = JobState.STARTING;
    hold(byBoot);
  }

  /** Its boot stops in good order. */
  void letGo() {
    requireUnfinished();
    ownerBoot = NOBODY;
  }

  /**
   * Somebody wants it to go on.
   *
   * @throws JobFailure it has not failed and was not stopped
   */
  void restart(String byBoot) {
    if (state != JobState.FAILED && state != JobState.STOPPED) {
      throw state.hasEnded() ? JobFailure.notRestartable() : JobFailure.running();
    }
    state = JobState.STARTING;
    runningKey = name;
    takeovers = 0;
    exitStatus = null;
    endedMs = null;
    hold(byBoot);
  }

  private void hold(String byBoot) {
    ownerBoot = byBoot;
    generation++;
  }

  /** Counts on. */
  void advance(JobCounts more, Optional<String> item) {
    requireUnfinished();
    readCount += more.read();
    writtenCount += more.written();
    skippedCount += more.skipped();
    failedCount += more.failed();
    item.ifPresent(text -> currentItem = cut(text, MOST_ITEM_CHARS));
  }

  /** How many items are still to come, after those that it is through with. */
  void expect(long items) {
    requireUnfinished();
    totalCount = counts().through() + items;
  }

  /** One more that could not be done; the last {@value #MOST_FAILURES} are kept. */
  void remember(FailedItem failure) {
    requireUnfinished();
    List<FailedItem> kept = new ArrayList<>(failures());
    kept.add(failure);
    failuresJson =
        Json.write(
            Json.lenient()
                .valueToTree(kept.subList(Math.max(0, kept.size() - MOST_FAILURES), kept.size())));
  }

  void report(JsonNode report) {
    requireUnfinished();
    reportJson = Json.write(report);
  }

  private void requireUnfinished() {
    if (state.hasEnded()) {
      throw JobFailure.ended();
    }
  }

  private static String cut(String text, int most) {
    String clean = text.replace('\0', ' ');
    return clean.length() <= most ? clean : clean.substring(0, most);
  }

  boolean isHeldBy(JobRef ref) {
    return !state.hasEnded() && generation == ref.generation();
  }

  JobRef ref() {
    return new JobRef(id, generation);
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  JobState state() {
    return state;
  }

  Map<String, String> parameters() {
    return Json.read(parametersJson, new TypeReference<Map<String, String>>() {});
  }

  Optional<String> startedBy() {
    return Optional.ofNullable(startedBy);
  }

  Optional<Instant> dueAt() {
    return Optional.ofNullable(dueMs).map(Instant::ofEpochMilli);
  }

  String ownerBoot() {
    return ownerBoot;
  }

  int takeovers() {
    return takeovers;
  }

  Optional<Long> batchId() {
    return Optional.ofNullable(batchId);
  }

  JobCounts counts() {
    return new JobCounts(readCount, writtenCount, skippedCount, failedCount);
  }

  Optional<Long> total() {
    return Optional.ofNullable(totalCount);
  }

  Optional<String> currentItem() {
    return Optional.ofNullable(currentItem);
  }

  List<FailedItem> failures() {
    return Json.read(failuresJson, new TypeReference<List<FailedItem>>() {});
  }

  Optional<JsonNode> report() {
    return Optional.ofNullable(reportJson).map(Json::read);
  }

  Optional<String> exitStatus() {
    return Optional.ofNullable(exitStatus);
  }

  Instant createdAt() {
    return Instant.ofEpochMilli(createdMs);
  }

  Optional<Instant> startedAt() {
    return Optional.ofNullable(startedMs).map(Instant::ofEpochMilli);
  }

  Optional<Instant> endedAt() {
    return Optional.ofNullable(endedMs).map(Instant::ofEpochMilli);
  }
}
