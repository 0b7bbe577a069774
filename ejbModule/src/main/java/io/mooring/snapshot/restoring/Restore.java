package io.mooring.snapshot.restoring;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import io.mooring.session.WorkdirLease;
import io.mooring.snapshot.swap.SwapPlace;
import io.mooring.snapshot.swap.SwapTrees;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way back into a session.
 *
 * <p>It is PREPARING until the new tree lies beside the workdir; then it is SWAPPING, for the
 * intent is written before the first rename; SWAPPED when the new tree is in place, and DONE when
 * the conversation is in, too. From SWAPPING and SWAPPED it may turn round: UNDOING, then FAILED. A
 * restore that fails before that is FAILED at once. Until it has ended it holds the lease on the
 * workdir; what is left of it beside the workdir is removed after that.
 */
@Entity
@Table(name = "restores")
@IdClass(RowId.class)
public class Restore {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "snapshot_id")
  private String snapshotId = "";

  @Column(name = "snapshot_taken_ms")
  private long snapshotTakenMs;

  @Column(name = "session_id")
  private String sessionId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "target")
  private RestoreTarget target = RestoreTarget.SAME;

  @Column(name = "owner_name")
  private String owner = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private RestoreState state = RestoreState.PREPARING;

  @Column(name = "lease_boot")
  private @Nullable String leaseBoot;

  @Column(name = "generation")
  private long generation;

  @Column(name = "node_id")
  private String nodeId = "";

  @Column(name = "path")
  private String path = "";

  @Column(name = "mark")
  private String mark = "";

  @Column(name = "fresh_inode")
  private @Nullable Long freshInode;

  @Column(name = "old_inode")
  private @Nullable Long oldInode;

  @Column(name = "before_snapshot_id")
  private @Nullable String beforeSnapshotId;

  @Column(name = "replaces")
  private @Nullable String replaces;

  @Column(name = "failure_code")
  private @Nullable String failureCode;

  @Column(name = "created_ms")
  private long createdMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  @Column(name = "cleaned_ms")
  private @Nullable Long cleanedMs;

  @Version
  @Column(name = "version")
  private long version;

  protected Restore() {}

  Restore(Plan plan, String boot, String node, Instant at) {
    tenantId = plan.tenant();
    id = plan.id();
    snapshotId = plan.snapshotId();
    snapshotTakenMs = plan.snapshotTakenAt().toEpochMilli();
    sessionId = plan.sessionId();
    target = plan.target();
    owner = plan.owner();
    path = plan.path();
    mark = plan.mark();
    leaseBoot = boot;
    nodeId = node;
    generation = plan.lease().generation();
    createdMs = at.toEpochMilli();
  }

  /**
   * What is to be done.
   *
   * @param sessionId the one that it comes into
   * @param owner whose that session is
   * @param path the workdir, absolute, links resolved
   * @param mark of the names beside the workdir
   */
  record Plan(
      String tenant,
      String id,
      String snapshotId,
      Instant snapshotTakenAt,
      String sessionId,
      RestoreTarget target,
      String owner,
      String path,
      String mark,
      WorkdirLease.Token lease) {}

  /** Whether it is still this one who works at it. */
  boolean isRunBy(long leaseGeneration) {
    return !state.hasEnded() && generation == leaseGeneration;
  }

  /** Another boot goes on with it. */
  void takeOver(String boot, long leaseGeneration) {
    if (state.hasEnded()) {
      throw new IllegalStateException(id + " is " + state + " and can't be taken over");
    }
    leaseBoot = boot;
    generation = leaseGeneration;
  }

  /** The workdir is saved as it was. */
  void saved(String snapshot) {
    require(RestoreState.PREPARING);
    beforeSnapshotId = snapshot;
  }

  /**
   * The new tree lies beside the workdir, whole and on the disk; it is about to be moved.
   *
   * @param upstreamSessionId the session's own one now, which will give way
   */
  void swap(SwapTrees trees, Optional<String> upstreamSessionId) {
    require(RestoreState.PREPARING);
    freshInode = trees.fresh();
    oldInode = trees.old().isPresent() ? trees.old().getAsLong() : null;
    replaces = upstreamSessionId.orElse(null);
    state = RestoreState.SWAPPING;
  }

  void swapped() {
    require(RestoreState.SWAPPING);
    state = RestoreState.SWAPPED;
  }

  /** It will not go on; what was moved is moved back. */
  void undo(String failure) {
    if (state != RestoreState.SWAPPING && state != RestoreState.SWAPPED) {
      throw new IllegalStateException(id + " is " + state + " and can't be undone");
    }
    failureCode = failure;
    state = RestoreState.UNDOING;
  }

  void done(Instant at) {
    require(RestoreState.SWAPPED);
    end(RestoreState.DONE, at);
  }

  /** Nothing has changed. */
  void fail(String failure, Instant at) {
    if (state != RestoreState.PREPARING && state != RestoreState.UNDOING) {
      throw new IllegalStateException(id + " is " + state + " and must be undone first");
    }
    failureCode = failureCode == null ? failure : failureCode;
    end(RestoreState.FAILED, at);
  }

  private void end(RestoreState ended, Instant at) {
    state = ended;
    leaseBoot = null;
    endedMs = at.toEpochMilli();
  }

  /** Nothing of it is left beside the workdir. */
  void cleaned(Instant at) {
    if (!state.hasEnded()) {
      throw new IllegalStateException(id + " is " + state + " and can't be cleaned up");
    }
    cleanedMs = at.toEpochMilli();
  }

  private void require(RestoreState wanted) {
    if (state != wanted) {
      throw new IllegalStateException(id + " is " + state + " and not " + wanted);
    }
  }

  public String tenantId() {
    return tenantId;
  }

  public String id() {
    return id;
  }

  String snapshotId() {
    return snapshotId;
  }

  Instant snapshotTakenAt() {
    return Instant.ofEpochMilli(snapshotTakenMs);
  }

  public String sessionId() {
    return sessionId;
  }

  RestoreTarget target() {
    return target;
  }

  public RestoreState state() {
    return state;
  }

  Optional<String> leaseBoot() {
    return Optional.ofNullable(leaseBoot);
  }

  String nodeId() {
    return nodeId;
  }

  WorkdirLease.Token token() {
    return new WorkdirLease.Token(id, generation);
  }

  String path() {
    return path;
  }

  SwapPlace place() {
    return new SwapPlace(Path.of(path), mark);
  }

  /** Once the first rename is about to be made. */
  Optional<SwapTrees> trees() {
    return Optional.ofNullable(freshInode)
        .map(
            fresh ->
                new SwapTrees(
                    fresh, oldInode == null ? OptionalLong.empty() : OptionalLong.of(oldInode)));
  }

  Optional<String> beforeSnapshotId() {
    return Optional.ofNullable(beforeSnapshotId);
  }

  Optional<String> replaces() {
    return Optional.ofNullable(replaces);
  }

  Optional<String> failureCode() {
    return Optional.ofNullable(failureCode);
  }

  Instant createdAt() {
    return Instant.ofEpochMilli(createdMs);
  }

  Optional<Instant> endedAt() {
    return Optional.ofNullable(endedMs).map(Instant::ofEpochMilli);
  }

  boolean isCleaned() {
    return cleanedMs != null;
  }

  boolean isVisibleTo(Actor actor) {
    return tenantId.equals(actor.tenant()) && actor.maySee(owner);
  }
}
