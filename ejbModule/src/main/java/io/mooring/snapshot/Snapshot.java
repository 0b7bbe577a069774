package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import io.mooring.snapshot.retention.Candidate;
import io.mooring.snapshot.retention.Candidate.Purpose;
import io.mooring.snapshot.retention.Candidate.State;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session's workdir and conversation, saved.
 *
 * <p>It is TAKING while a boot captures it, under a generation: a capture that was given up in the
 * meantime completes nothing. Then it is COMPLETE, or FAILED with a code that says why. Both may
 * become DELETING, unless somebody holds it: nobody sees it any more, and prune takes away first
 * what is in the store and then the row.
 */
@Entity
@Table(name = "snapshots")
@IdClass(RowId.class)
public class Snapshot {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "owner_name")
  private String owner = "";

  @Column(name = "workdir")
  private String workdir = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "reason")
  private SnapshotReason reason = SnapshotReason.MANUAL;

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private SnapshotState state = SnapshotState.TAKING;

  @Column(name = "lease_boot")
  private @Nullable String leaseBoot;

  @Column(name = "generation")
  private long generation;

  @Column(name = "created_ms")
  private long createdMs;

  @Column(name = "taken_ms")
  private long takenMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  @Embedded private ContentColumns content = new ContentColumns();

  @Column(name = "verified_ms")
  private @Nullable Long verifiedMs;

  @Column(name = "label")
  private @Nullable String label;

  @Column(name = "hold_ms")
  private @Nullable Long holdMs;

  @Column(name = "failure_code")
  private @Nullable String failureCode;

  /** Snapshots that this one builds on while it is taken. */
  @Column(name = "base_ids")
  private @Nullable String baseIds;

  @Column(name = "damaged_ms")
  private @Nullable Long damagedMs;

  @Version
  @Column(name = "version")
  private long version;

  protected Snapshot() {}

  Snapshot(SnapshotClaim claim, String owner, Wanted wanted, String boot, Instant at) {
    tenantId = claim.tenant();
    id = claim.snapshotId();
    sessionId = claim.sessionId();
    workdir = claim.workdir();
    reason = wanted.reason();
    label = wanted.label().orElse(null);
    holdMs = wanted.hold() ? at.toEpochMilli() : null;
    this.owner = owner;
    baseIds = claim.bases().isEmpty() ? null : String.join(" ", claim.bases());
    leaseBoot = boot;
    generation = claim.generation();
    createdMs = at.toEpochMilli();
    takenMs = at.toEpochMilli();
  }

  /** What is asked for. */
  public record Wanted(SnapshotReason reason, Optional<String> label, boolean hold) {
    public static Wanted because(SnapshotReason reason) {
      return new Wanted(reason, Optional.empty(), false);
    }
  }

  /** Whether the capture with this generation is still the one that counts. */
  boolean isTakenBy(long claimGeneration) {
    return state == SnapshotState.TAKING && generation == claimGeneration;
  }

  /** It is whole and in the store. */
  void complete(long claimGeneration, SnapshotContent captured, Instant at) {
    requireTaking(claimGeneration);
    content = new ContentColumns(captured);
    takenMs = captured.takenAt().toEpochMilli();
    end(SnapshotState.COMPLETE, at);
  }

  /** There is none. */
  void fail(long claimGeneration, String why, Instant at) {
    requireTaking(claimGeneration);
    failureCode = why;
    end(SnapshotState.FAILED, at);
  }

  private void requireTaking(long claimGeneration) {
    if (!isTakenBy(claimGeneration)) {
      throw new IllegalStateException("nobody takes " + id + " under " + claimGeneration);
    }
  }

  private void end(SnapshotState ended, Instant at) {
    state = ended;
    leaseBoot = null;
    generation++;
    endedMs = at.toEpochMilli();
  }

  /**
   * It is to be deleted.
   *
   * @throws SnapshotFailure on hold, or it is being taken
   */
  void markDeleting() {
    switch (state) {
      case TAKING -> throw SnapshotFailure.notComplete(state);
      case DELETING -> throw new IllegalStateException(id + " is being deleted");
      case COMPLETE, FAILED -> {
        if (isHeld()) {
          throw SnapshotFailure.onHold();
        }
        state = SnapshotState.DELETING;
      }
    }
  }

  /** Every byte of it was read and is as it was written. */
  void verify(Instant at) {
    if (state != SnapshotState.COMPLETE) {
      throw new IllegalStateException(id + " is " + state + " and can't be verified");
    }
    verifiedMs = at.toEpochMilli();
    damagedMs = null;
  }

  /** It can't be read: nothing builds on it any more, and a person decides what becomes of it. */
  void damage(Instant at) {
    if (state != SnapshotState.COMPLETE) {
      throw new IllegalStateException(id + " is " + state + " and can't be damaged");
    }
    verifiedMs = at.toEpochMilli();
    damagedMs = isDamaged() ? damagedMs : Long.valueOf(at.toEpochMilli());
  }

  /** Whether the last check found it unreadable. */
  public boolean isDamaged() {
    return damagedMs != null;
  }

  /** Whether it may be given up now. */
  boolean mayGo() {
    return !isHeld() && (state == SnapshotState.COMPLETE || state == SnapshotState.FAILED);
  }

  /** As retention sees it; numbered by the feed, which goes on whatever the clock does. */
  Candidate candidate() {
    return new Candidate(
        id,
        content.feedStart(),
        takenAt(),
        switch (reason) {
          case BEFORE_RESTORE -> Purpose.BEFORE_RESTORE;
          case BEFORE_DELETE -> Purpose.BEFORE_DELETE;
          case SCHEDULED, TURN_ENDED, MANUAL -> Purpose.REGULAR;
        },
        switch (state) {
          case TAKING, DELETING -> State.TAKING;
          case FAILED -> State.FAILED;
          case COMPLETE -> isDamaged() ? State.DAMAGED : State.COMPLETE;
        },
        isHeld());
  }

  /** It is kept whatever retention says, until it is released. */
  void hold(Instant at) {
    requireShown();
    holdMs = isHeld() ? holdMs : Long.valueOf(at.toEpochMilli());
  }

  void release() {
    requireShown();
    holdMs = null;
  }

  void label(@Nullable String newLabel) {
    requireShown();
    label = newLabel;
  }

  private void requireShown() {
    if (state == SnapshotState.DELETING) {
      throw new IllegalStateException(id + " is being deleted");
    }
  }

  public String tenantId() {
    return tenantId;
  }

  public String id() {
    return id;
  }

  public String sessionId() {
    return sessionId;
  }

  public String owner() {
    return owner;
  }

  /** Absolute, with links resolved; where the session worked when it was taken. */
  public String workdir() {
    return workdir;
  }

  public SnapshotReason reason() {
    return reason;
  }

  public SnapshotState state() {
    return state;
  }

  public long generation() {
    return generation;
  }

  public Instant createdAt() {
    return Instant.ofEpochMilli(createdMs);
  }

  /** When the files began to be read; until then, when it was asked for. */
  public Instant takenAt() {
    return Instant.ofEpochMilli(takenMs);
  }

  public Optional<EndState> endState() {
    return content.endState();
  }

  ContentColumns content() {
    return content;
  }

  /** SHA-256 of its manifest, once it is complete. */
  public Optional<String> sha256() {
    return content.sha256();
  }

  public long storedBytes() {
    return content.storedBytes();
  }

  public long newBytes() {
    return content.newBytes();
  }

  public Optional<Instant> verifiedAt() {
    return Optional.ofNullable(verifiedMs).map(Instant::ofEpochMilli);
  }

  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  public boolean isHeld() {
    return holdMs != null;
  }

  public Optional<String> failureCode() {
    return Optional.ofNullable(failureCode);
  }

  long version() {
    return version;
  }

  /** Whether an actor may know of it. */
  public boolean isVisibleTo(Actor actor) {
    return state != SnapshotState.DELETING
        && tenantId.equals(actor.tenant())
        && actor.maySee(owner);
  }
}
