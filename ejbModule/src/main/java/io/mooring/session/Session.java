package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.RowId;
import io.mooring.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with an agent.
 *
 * <p>It is NEW until somebody opens it upstream. Whoever opens it claims it first (OPENING, with
 * the boot as the lease's owner and a generation that is one higher than before), lets the row go,
 * talks to upstream, and completes under that generation: a claim that was taken over in the
 * meantime completes nothing. Then it is IDLE, and BUSY or RETRYING while a turn runs. CLOSED is
 * for good; a deleted session is a tombstone that nobody sees.
 */
@Entity
@Table(name = "sessions")
@IdClass(RowId.class)
public class Session {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "session_key")
  private String key = "";

  @Column(name = "live_key")
  private String liveKey = "";

  @Column(name = "agent")
  private String agent = "";

  @Column(name = "owner_name")
  private String owner = "";

  @Column(name = "thread_id")
  private @Nullable String threadId;

  @Column(name = "title")
  private @Nullable String title;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private SessionStatus status = SessionStatus.NEW;

  @Column(name = "model_provider")
  private @Nullable String modelProvider;

  @Column(name = "model_id")
  private @Nullable String modelId;

  @Column(name = "workdir_id")
  private String workdirId = "";

  @Column(name = "upstream_session_id")
  private @Nullable String upstreamSessionId;

  /** Null where all of its columns are. */
  @Embedded private @Nullable UpstreamColumns upstream;

  @Column(name = "kept_back_upstream_id")
  private @Nullable String keptBackUpstreamId;

  @Enumerated(EnumType.STRING)
  @Column(name = "context")
  private @Nullable OpenContext context;

  @Lob
  @Column(name = "permissions_json")
  private @Nullable String permissionsJson;

  @Column(name = "permissions_roles")
  private @Nullable String permissionsRoles;

  @Column(name = "rules_fingerprint")
  private @Nullable String rulesFingerprint;

  @Lob
  @Column(name = "metadata_json")
  private @Nullable String metadataJson;

  @Lob
  @Column(name = "snapshots_json")
  private @Nullable String snapshotsJson;

  /** Written by {@link LastSnapshots}. */
  @Column(name = "last_snapshot_id", insertable = false, updatable = false)
  private @Nullable String lastSnapshotId;

  @Column(name = "last_snapshot_ms", insertable = false, updatable = false)
  private @Nullable Long lastSnapshotMs;

  @Column(name = "lease_boot")
  private @Nullable String leaseBoot;

  @Column(name = "generation")
  private long generation;

  @Column(name = "checked_ms")
  private long checkedMs;

  @Embedded private UsageColumns usage = new UsageColumns();

  @Column(name = "turn_count")
  private long turnCount;

  @Column(name = "created_ms")
  private long createdMs;

  @Column(name = "updated_ms")
  private long updatedMs;

  @Column(name = "last_activity_ms")
  private long lastActivityMs;

  @Column(name = "deleted_ms")
  private @Nullable Long deletedMs;

  @Version
  @Column(name = "version")
  private long version;

  /** The version that the row will have once what was changed is written. */
  @Transient private long nextVersion;

  protected Session() {}

  Session(
      String tenantId, String id, NewSession wanted, Caller owner, String workdirId, Instant at) {
    this.tenantId = tenantId;
    this.id = id;
    this.key = wanted.key().orElse(id);
    this.liveKey = this.key;
    this.agent = wanted.agent();
    this.owner = owner.user();
    this.threadId = wanted.threadId().orElse(null);
    this.title = wanted.title().orElse(null);
    this.workdirId = workdirId;
    this.metadataJson = wanted.metadataJson().orElse(null);
    this.snapshotsJson = wanted.snapshotsJson().orElse(null);
    this.createdMs = at.toEpochMilli();
    this.lastActivityMs = at.toEpochMilli();
    rule(wanted.permissionsJson().orElse(null), owner, at);
    useModel(wanted.model().orElse(null), at);
  }

  /**
   * Somebody created the same session again.
   *
   * @return whether that has changed anything but the time
   */
  boolean meetAgain(NewSession wanted, Instant at) {
    boolean named = (title == null || title.isEmpty()) && wanted.title().isPresent();
    boolean threaded = wanted.threadId().isPresent() && !wanted.threadId().equals(threadId());
    title = named ? wanted.title().orElse(title) : title;
    threadId = wanted.threadId().orElse(threadId);
    touch(at);
    return named || threaded;
  }

  void rename(@Nullable String newTitle, Instant at) {
    title = newTitle;
    touch(at);
  }

  void useAgent(String newAgent, Instant at) {
    agent = newAgent;
    touch(at);
  }

  void useModel(@Nullable ModelRef model, Instant at) {
    modelProvider = model == null ? null : model.providerId();
    modelId = model == null ? null : model.modelId();
    touch(at);
  }

  /** Gives it rules of its own in place of those it had; null for none. */
  void rule(@Nullable String newPermissionsJson, Caller by, Instant at) {
    permissionsJson = newPermissionsJson;
    permissionsRoles = newPermissionsJson == null ? null : Role.labels(by.roles());
    touch(at);
  }

  /** The current upstream session was told these rules. */
  void told(Optional<String> fingerprint) {
    rulesFingerprint = fingerprint.orElse(null);
  }

  void describe(@Nullable String newMetadataJson, Instant at) {
    metadataJson = newMetadataJson;
    touch(at);
  }

  /** Says how it is to be saved; null for as the configuration says. */
  void save(@Nullable String newSnapshotsJson, Instant at) {
    snapshotsJson = newSnapshotsJson;
    touch(at);
  }

  /**
   * Claims the session for whoever is about to open it upstream.
   *
   * @return the generation under which the claim must complete
   */
  long claim(String boot, Instant at) {
    if (!takesTurns()) {
      throw new IllegalStateException("a closed session can't be opened");
    }
    leaseBoot = boot;
    generation++;
    if (status == SessionStatus.NEW) {
      status = SessionStatus.OPENING;
    }
    touch(at);
    return generation;
  }

  /** Whether the claim with this generation is still the one that counts. */
  boolean isClaimedBy(long claimGeneration) {
    return leaseBoot != null && generation == claimGeneration && deletedMs == null;
  }

  /** Completes a claim: upstream has the session under this id. */
  void open(String upstreamId, OpenContext rung, Instant at) {
    leaseBoot = null;
    upstreamSessionId = upstreamId;
    context = rung;
    checkedMs = at.toEpochMilli();
    lastActivityMs = at.toEpochMilli();
    if (!status.isRunning()) {
      status = SessionStatus.IDLE;
    }
    touch(at);
  }

  /** What upstream calls the workdir in which it is open; what it was to go on with, it has. */
  void openedIn(String directory) {
    upstream = UpstreamColumns.openedIn(directory);
  }

  /** A session that was never opened goes on with a conversation that is there. */
  void resume(ResumeSource source) {
    upstream = UpstreamColumns.resuming(source);
  }

  /** Works elsewhere from now on; whoever opens it at this moment does so in vain. */
  void moveTo(String newWorkdirId, Instant at) {
    if (!newWorkdirId.equals(workdirId)) {
      workdirId = newWorkdirId;
      upstream = upstream == null ? null : upstream.moved();
      checkedMs = 0;
      if (leaseBoot != null) {
        giveUpClaim(at);
      }
    }
    touch(at);
  }

  /** Gives a claim back; the session is as it was before. */
  void giveUpClaim(Instant at) {
    leaseBoot = null;
    generation++;
    if (status == SessionStatus.OPENING) {
      status = SessionStatus.NEW;
    }
    touch(at);
  }

  /** The next turn's number, counted from 1. */
  public long nextTurn(Instant at) {
    if (!takesTurns()) {
      throw SessionFailure.closed();
    }
    turnCount++;
    lastActivityMs = at.toEpochMilli();
    touch(at);
    return turnCount;
  }

  /** A turn has begun to run; a session that is being opened for it becomes busy afterwards. */
  public void markBusy(Instant at) {
    if (status != SessionStatus.CLOSED) {
      status = SessionStatus.BUSY;
      touch(at);
    }
  }

  /**
   * The turn that runs waits for the model, or goes on.
   *
   * @param how busy or retrying
   * @return whether that is new
   */
  public boolean showRunning(SessionStatus how, Instant at) {
    if (!how.isRunning()) {
      throw new IllegalArgumentException(how + " is not how a turn runs");
    }
    if (!status.isRunning() || status == how) {
      return false;
    }
    status = how;
    touch(at);
    return true;
  }

  /** This upstream session goes on though it was aborted: what is sent to it would be merged. */
  public void keepBack(String upstreamId, Instant at) {
    keptBackUpstreamId = upstreamId;
    touch(at);
  }

  /** The upstream session for which it was kept back rests. */
  public void letGo(String upstreamId, Instant at) {
    if (upstreamId.equals(keptBackUpstreamId)) {
      keptBackUpstreamId = null;
      touch(at);
    }
  }

  /** The current upstream session, when no turn may start until that rests. */
  public Optional<String> keptBack() {
    return upstreamSessionId().filter(current -> current.equals(keptBackUpstreamId));
  }

  /** Whether turns may be queued and run in it: it is neither closed nor a tombstone. */
  public boolean takesTurns() {
    return status != SessionStatus.CLOSED && deletedMs == null;
  }

  /**
   * A turn has ended: what it used is added.
   *
   * @param proven whether its end has shown that upstream has the session
   */
  public void endTurn(Usage used, boolean crashed, boolean proven, Instant at) {
    usage = new UsageColumns(usage.usage().plus(used));
    if (status != SessionStatus.CLOSED) {
      status =
          upstreamSessionId == null
              ? SessionStatus.NEW
              : crashed ? SessionStatus.CRASHED : SessionStatus.IDLE;
    }
    lastActivityMs = at.toEpochMilli();
    checkedMs = proven ? at.toEpochMilli() : 0;
    touch(at);
  }

  void close(Instant at) {
    status = SessionStatus.CLOSED;
    generation++;
    leaseBoot = null;
    touch(at);
  }

  /** Makes it a tombstone; its key is free at once. */
  void delete(Instant at) {
    close(at);
    liveKey = id;
    deletedMs = at.toEpochMilli();
  }

  /** The first change makes the row differ in any case, so that it surely gets its next version. */
  private void touch(Instant at) {
    boolean first = version > 0 && nextVersion <= version;
    updatedMs = Math.max(at.toEpochMilli(), first ? updatedMs + 1 : updatedMs);
    nextVersion = version + 1;
  }

  public String tenantId() {
    return tenantId;
  }

  public String id() {
    return id;
  }

  public String key() {
    return key;
  }

  public String agent() {
    return agent;
  }

  public String owner() {
    return owner;
  }

  public Optional<String> threadId() {
    return Optional.ofNullable(threadId);
  }

  public Optional<String> title() {
    return Optional.ofNullable(title);
  }

  public SessionStatus status() {
    return status;
  }

  public Optional<ModelRef> model() {
    return modelProvider == null || modelId == null
        ? Optional.empty()
        : Optional.of(new ModelRef(modelProvider, modelId));
  }

  String workdirId() {
    return workdirId;
  }

  public Optional<String> upstreamSessionId() {
    return Optional.ofNullable(upstreamSessionId);
  }

  Optional<String> openedDirectory() {
    return Optional.ofNullable(upstream).flatMap(UpstreamColumns::openedDirectory);
  }

  Optional<ResumeSource> resume() {
    return Optional.ofNullable(upstream).flatMap(UpstreamColumns::resume);
  }

  public Optional<OpenContext> context() {
    return Optional.ofNullable(context);
  }

  Optional<String> permissionsJson() {
    return Optional.ofNullable(permissionsJson);
  }

  /** Of the rules that the current upstream session was last told. */
  Optional<String> toldRules() {
    return Optional.ofNullable(rulesFingerprint);
  }

  /** What its rules are judged by. */
  PermissionPolicy.Ruled ruled() {
    return new PermissionPolicy.Ruled(
        tenantId,
        id,
        owner,
        agent,
        permissionsJson().map(SessionDocuments::rules).orElse(List.of()),
        permissionsRoles == null ? Set.of() : Role.ofLabels(permissionsRoles));
  }

  Optional<String> metadataJson() {
    return Optional.ofNullable(metadataJson);
  }

  /** How it is to be saved, where somebody has said so. */
  public Optional<SnapshotWishes> snapshots() {
    return Optional.ofNullable(snapshotsJson).map(json -> Json.read(json, SnapshotWishes.class));
  }

  Optional<SessionDocument.LastSnapshot> lastSnapshot() {
    return lastSnapshotId == null || lastSnapshotMs == null
        ? Optional.empty()
        : Optional.of(
            new SessionDocument.LastSnapshot(lastSnapshotId, Instant.ofEpochMilli(lastSnapshotMs)));
  }

  Optional<String> leaseBoot() {
    return Optional.ofNullable(leaseBoot);
  }

  long generation() {
    return generation;
  }

  Instant checkedAt() {
    return Instant.ofEpochMilli(checkedMs);
  }

  public Usage usage() {
    return usage.usage();
  }

  long turnCount() {
    return turnCount;
  }

  Instant createdAt() {
    return Instant.ofEpochMilli(createdMs);
  }

  Instant updatedAt() {
    return Instant.ofEpochMilli(updatedMs);
  }

  Instant lastActivityAt() {
    return Instant.ofEpochMilli(lastActivityMs);
  }

  /**
   * The version as it is, or will be when the transaction that changes the session has committed.
   */
  long version() {
    return Math.max(version, nextVersion);
  }

  /** When it was deleted. */
  public Optional<Instant> deletedAt() {
    return Optional.ofNullable(deletedMs).map(Instant::ofEpochMilli);
  }

  boolean isDeleted() {
    return deletedMs != null;
  }

  /** Whether an actor may know of it. */
  public boolean isVisibleTo(Actor actor) {
    return deletedMs == null && tenantId.equals(actor.tenant()) && actor.maySee(owner);
  }
}
