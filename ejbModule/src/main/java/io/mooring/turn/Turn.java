package io.mooring.turn;

import io.mooring.access.RowId;
import io.mooring.message.Spot;
import io.mooring.session.ModelRef;
import io.mooring.session.OpenContext;
import io.mooring.session.Session;
import io.mooring.session.Usage;
import io.mooring.session.UsageColumns;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One prompt and all that follows until the agent stops.
 *
 * <p>QUEUED until it is the session's first that waits and none runs; then RUNNING under a lease
 * (the runner's boot and a generation); before the prompt leaves, the ids it will have upstream are
 * written down. It ends once, in one of the other states, and is never changed after that. A runner
 * whose generation is not the row's any more may write nothing.
 */
@Entity
@Table(name = "turns")
@IdClass(RowId.class)
public class Turn {
  private static final String RUNNING_SLOT = "RUNNING";

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "session_id")
  private String sessionId = "";

  @Column(name = "turn_number")
  private long number;

  @Column(name = "user_name")
  private String user = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  private TurnState state = TurnState.QUEUED;

  @Column(name = "running_slot")
  private String runningSlot = "";

  @Lob
  @Column(name = "prompt")
  private String prompt = "";

  @Lob
  @Column(name = "parts_json")
  private String partsJson = "";

  @Column(name = "agent")
  private @Nullable String agent;

  @Column(name = "model_provider")
  private @Nullable String modelProvider;

  @Column(name = "model_id")
  private @Nullable String modelId;

  @Lob
  @Column(name = "system_prompt")
  private @Nullable String system;

  @Column(name = "lease_boot")
  private @Nullable String leaseBoot;

  @Column(name = "generation")
  private long generation;

  @Column(name = "abort_asked_ms")
  private @Nullable Long abortAskedMs;

  @Column(name = "upstream_session_id")
  private @Nullable String upstreamSessionId;

  @Column(name = "message_id")
  private @Nullable String messageId;

  @Column(name = "part_ids")
  private @Nullable String partIds;

  @Enumerated(EnumType.STRING)
  @Column(name = "context")
  private @Nullable OpenContext context;

  @Lob
  @Column(name = "reply_text")
  private @Nullable String text;

  @Lob
  @Column(name = "reasoning")
  private @Nullable String reasoning;

  @Lob
  @Column(name = "tools_json")
  private @Nullable String toolsJson;

  @Lob
  @Column(name = "todos_json")
  private @Nullable String todosJson;

  @Column(name = "error_code")
  private @Nullable String errorCode;

  @Column(name = "error_message")
  private @Nullable String errorMessage;

  @Column(name = "error_retryable")
  private @Nullable String errorRetryable;

  @Embedded private UsageColumns usage = new UsageColumns();

  @Column(name = "queued_ms")
  private long queuedMs;

  @Column(name = "started_ms")
  private @Nullable Long startedMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  @Version
  @Column(name = "version")
  private long version;

  protected Turn() {}

  Turn(Session session, String id, long number, NewTurn wanted, String user, Instant at) {
    this.tenantId = session.tenantId();
    this.id = id;
    this.sessionId = session.id();
    this.number = number;
    this.user = user;
    this.runningSlot = id;
    this.prompt = wanted.prompt();
    this.partsJson = wanted.partsJson();
    this.agent = wanted.agent().orElse(null);
    this.modelProvider = wanted.model().map(ModelRef::providerId).orElse(null);
    this.modelId = wanted.model().map(ModelRef::modelId).orElse(null);
    this.system = wanted.system().orElse(null);
    this.queuedMs = at.toEpochMilli();
  }

  /** Begins to run; the unique running slot refuses a second one in the session. */
  void start(String boot, Instant at) {
    require(TurnState.QUEUED);
    state = TurnState.RUNNING;
    runningSlot = RUNNING_SLOT;
    leaseBoot = boot;
    generation++;
    startedMs = at.toEpochMilli();
  }

  /** Another runner goes on with it, for the one that ran it is gone. */
  void takeOver(String boot) {
    require(TurnState.RUNNING);
    leaseBoot = boot;
    generation++;
  }

  /** Says what the prompt will be upstream, before it leaves. */
  void intend(SentPrompt sent) {
    require(TurnState.RUNNING);
    upstreamSessionId = sent.upstreamSessionId();
    messageId = sent.messageId();
    partIds = String.join(",", sent.partIds());
    context = sent.context();
  }

  void askToAbort(Instant at) {
    if (state.hasEnded()) {
      throw TurnFailure.ended();
    }
    if (abortAskedMs == null) {
      abortAskedMs = at.toEpochMilli();
    }
  }

  /** Ends it, once and for good. */
  void end(TurnResult result, Instant at) {
    if (state.hasEnded() || !result.state().hasEnded()) {
      throw new IllegalStateException(state + " can't become " + result.state());
    }
    state = result.state();
    runningSlot = id;
    leaseBoot = null;
    generation++;
    text = result.text();
    reasoning = result.reasoning();
    toolsJson = result.toolsJson();
    todosJson = result.todosJson();
    result
        .error()
        .ifPresent(
            error -> {
              errorCode = error.code();
              errorMessage = error.message();
              errorRetryable = Boolean.toString(error.retryable());
            });
    usage = new UsageColumns(result.usage());
    endedMs = at.toEpochMilli();
  }

  private void require(TurnState wanted) {
    if (state != wanted) {
      throw new IllegalStateException(id + " is " + state + ", not " + wanted);
    }
  }

  /** Whether the runner with this generation is still the one that counts. */
  boolean isRunBy(long runnerGeneration) {
    return state == TurnState.RUNNING && generation == runnerGeneration;
  }

  public String id() {
    return id;
  }

  String tenantId() {
    return tenantId;
  }

  String sessionId() {
    return sessionId;
  }

  long number() {
    return number;
  }

  String user() {
    return user;
  }

  /** Where its messages are kept. */
  Spot spot() {
    return new Spot(sessionId, id, number);
  }

  public TurnState state() {
    return state;
  }

  String prompt() {
    return prompt;
  }

  String partsJson() {
    return partsJson;
  }

  Optional<String> agent() {
    return Optional.ofNullable(agent);
  }

  Optional<ModelRef> model() {
    return modelProvider == null || modelId == null
        ? Optional.empty()
        : Optional.of(new ModelRef(modelProvider, modelId));
  }

  Optional<String> system() {
    return Optional.ofNullable(system);
  }

  Optional<String> leaseBoot() {
    return Optional.ofNullable(leaseBoot);
  }

  long generation() {
    return generation;
  }

  boolean isAbortAsked() {
    return abortAskedMs != null;
  }

  Optional<SentPrompt> sentPrompt() {
    return upstreamSessionId == null || messageId == null || partIds == null || context == null
        ? Optional.empty()
        : Optional.of(
            new SentPrompt(upstreamSessionId, messageId, List.of(partIds.split(",")), context));
  }

  Optional<OpenContext> context() {
    return Optional.ofNullable(context);
  }

  String text() {
    return text == null ? "" : text;
  }

  String reasoning() {
    return reasoning == null ? "" : reasoning;
  }

  String toolsJson() {
    return toolsJson == null ? "[]" : toolsJson;
  }

  String todosJson() {
    return todosJson == null ? "[]" : todosJson;
  }

  Optional<TurnError> error() {
    return errorCode == null
        ? Optional.empty()
        : Optional.of(
            new TurnError(
                errorCode,
                errorMessage == null ? "" : errorMessage,
                Boolean.parseBoolean(errorRetryable)));
  }

  Usage usage() {
    return usage.usage();
  }

  Instant queuedAt() {
    return Instant.ofEpochMilli(queuedMs);
  }

  Optional<Instant> startedAt() {
    return Optional.ofNullable(startedMs).map(Instant::ofEpochMilli);
  }

  Optional<Instant> endedAt() {
    return Optional.ofNullable(endedMs).map(Instant::ofEpochMilli);
  }
}
