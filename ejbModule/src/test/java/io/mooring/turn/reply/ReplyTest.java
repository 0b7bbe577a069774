package io.mooring.turn.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.UpstreamError;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.UpstreamTodo;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireEvent.MessageUpdated;
import io.mooring.opencode.wire.WireEvent.PartDelta;
import io.mooring.opencode.wire.WireEvent.PartUpdated;
import io.mooring.opencode.wire.WireEvent.SessionIdle;
import io.mooring.opencode.wire.WireEvent.StatusChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {
  private static final String SESSION = "ses_1";
  private static final String PROMPT = "msg_10";
  private static final String ANSWER = "msg_20";

  private final Reply reply =
      new Reply(new ReplyContext("turn_1", SESSION, PROMPT, "/w", TextFilter.standard()));

  @Test
  void aStrayIdleOfTheLastTurnDoesNotEndIt() {
    reply.apply(new SessionIdle(SESSION));
    reply.apply(prompt());
    reply.apply(new StatusChanged(SESSION, new UpstreamStatus.Idle()));
    reply.apply(new SessionIdle(SESSION));
    assertThat(reply.idleSeen()).isFalse();

    reply.apply(new StatusChanged(SESSION, new UpstreamStatus.Busy()));
    reply.apply(new SessionIdle("ses_other"));
    assertThat(reply.idleSeen()).isFalse();

    reply.apply(new SessionIdle(SESSION));
    assertThat(reply.idleSeen()).isTrue();
    reply.apply(new StatusChanged(SESSION, new UpstreamStatus.Busy()));
    assertThat(reply.idleSeen()).isFalse();
  }

  @Test
  void keepsDeltasUntilTheirPartAndTheirMessageAreKnown() {
    assertThat(reply.apply(delta("prt_1", "He"))).isEmpty();
    assertThat(reply.apply(answer(null, null))).isEmpty();
    assertThat(reply.apply(delta("prt_1", "llo"))).isEmpty();

    assertThat(reply.apply(part("prt_1", "", false)))
        .containsExactly(
            new ReplyEvent.TextDelta("prt_1", 0, "He"),
            new ReplyEvent.TextDelta("prt_1", 2, "llo"));
  }

  @Test
  void theFullTextWins() {
    reply.apply(answer(null, null));
    reply.apply(part("prt_1", "", false));
    reply.apply(delta("prt_1", "Hxllo"));

    assertThat(reply.apply(part("prt_1", "Hello", true)))
        .containsExactly(new ReplyEvent.TextCompleted("prt_1", "Hello"));
    assertThat(reply.apply(part("prt_1", "Hello", true))).isEmpty();
    assertThat(reply.apply(delta("prt_1", "late"))).isEmpty();
    assertThat(reply.text()).isEqualTo("Hello");
  }

  @Test
  void keepsTheStreamedTextThatADeadServerLost() {
    reply.apply(prompt());
    reply.apply(answer(null, null));
    reply.apply(part("prt_1", "", false));
    reply.apply(delta("prt_1", "half an answ"));

    List<ReplyEvent> events =
        reply.settle(List.of(message(answer(null, null).info(), part("prt_1", "", false).part())));

    assertThat(events).containsExactly(new ReplyEvent.TextCompleted("prt_1", "half an answ"));
    assertThat(reply.text()).isEqualTo("half an answ");
    assertThat(reply.outcome()).isEqualTo(new Outcome.Interrupted());
  }

  @Test
  void discardsWhatTheMessagesDoNotHave() {
    reply.apply(answer(null, null));
    reply.apply(part("prt_1", "gone", true));

    List<ReplyEvent> events =
        reply.settle(
            List.of(message(answer("stop", null).info(), part("prt_2", "here", true).part())));

    assertThat(events)
        .containsExactly(
            new ReplyEvent.PartDiscarded("prt_1"),
            new ReplyEvent.TextDelta("prt_2", 0, "here"),
            new ReplyEvent.TextCompleted("prt_2", "here"));
    assertThat(reply.text()).isEqualTo("here");
  }

  @Test
  void countsAMessageOnceHoweverOftenItIsUpdated() {
    reply.apply(answer(null, null));
    reply.apply(answer("stop", null));
    reply.apply(answer("stop", null));

    assertThat(reply.usage().tokens().output()).isEqualTo(5);
    assertThat(reply.usage().cost()).isEqualTo(0.25);
  }

  @Test
  void answersToAMergedPromptAreOurs() {
    reply.apply(prompt());
    reply.apply(new MessageUpdated(info("msg_15", "user", null, null, null)));
    reply.apply(new MessageUpdated(info(ANSWER, "assistant", "msg_15", "stop", null)));
    reply.apply(part("prt_1", "both", true));

    assertThat(reply.text()).isEqualTo("both");
  }

  @Test
  void thePromptAfterAnEndedAnswerIsAnotherTurn() {
    reply.apply(prompt());
    reply.apply(answer("stop", null));
    reply.apply(new MessageUpdated(info("msg_30", "user", null, null, null)));
    reply.apply(new MessageUpdated(info("msg_40", "assistant", "msg_30", "stop", null)));

    assertThat(reply.usage().tokens().output()).isEqualTo(5);
  }

  @Test
  void tellsTodosOnceAndClean() {
    reply.apply(prompt());
    WireEvent event =
        new WireEvent.TodoUpdated(
            SESSION, List.of(new UpstreamTodo("a\u001B[31mb\n", "pending", "high")));

    assertThat(reply.apply(event)).hasSize(1);
    assertThat(reply.apply(event)).isEmpty();
    assertThat(reply.todos()).containsExactly(new UpstreamTodo("ab", "pending", "high"));
  }

  @Test
  void cutsAPartThatIsTooLong() {
    reply.apply(answer(null, null));
    reply.apply(part("prt_1", "", false));
    String piece = "x".repeat(600_000);
    reply.apply(delta("prt_1", piece));
    reply.apply(delta("prt_1", piece));
    String streamed = reply.text();

    List<ReplyEvent> events = reply.apply(part("prt_1", piece + piece, true));

    assertThat(streamed).hasSize(TextPiece.MAX_CHARS + TextPiece.CUT.length());
    assertThat(events).containsExactly(new ReplyEvent.TextCompleted("prt_1", streamed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stop||Completed[]",
        "length||Completed[]",
        "content-filter||Failed[code=content-filter, message=, retryable=false]",
        "tool-calls||Interrupted[]",
        "|{'name':'MessageAbortedError'}|Aborted[]",
        "|{'name':'APIError','data':{'message':'no\\u0000','isRetryable':true}}"
            + "|Failed[code=model-error, message=no\uFFFD, retryable=true]",
        "|{'name':'APIError','data':{'message':'key','statusCode':401}}"
            + "|Failed[code=model-auth, message=key, retryable=false]",
        "|{'name':'ProviderAuthError'}|Failed[code=model-auth, message=, retryable=false]",
        "|{'name':'MessageOutputLengthError','data':{}}"
            + "|Failed[code=output-length, message=, retryable=false]",
        "|{'name':'ContextOverflowError'}"
            + "|Failed[code=context-overflow, message=, retryable=false]",
        "|{'name':'ContentFilterError'}|Failed[code=content-filter, message=, retryable=false]",
        "|{'name':'UnknownError'}|Failed[code=upstream-error, message=, retryable=false]",
        "|{'surprise':1}|Failed[code=upstream-error, message=, retryable=false]",
        "||Interrupted[]",
      })
  void readsTheOutcomeFromTheLastMessage(
      @Nullable String finish, @Nullable String error, String outcome) {
    reply.settle(List.of(message(prompt().info()), message(answer(finish, error).info())));

    assertThat(reply.outcome()).hasToString(outcome);
  }

  @Test
  void theSessionsErrorCountsUntilTheMessageSaysSo() {
    reply.apply(prompt());
    reply.apply(answer(null, null));
    reply.apply(
        new WireEvent.SessionError(
            SESSION, UpstreamError.of(Json.read("{\"name\":\"MessageAbortedError\"}"))));
    reply.apply(new SessionIdle(SESSION));

    reply.settle(List.of(message(answer(null, null).info())));

    assertThat(reply.idleSeen()).isTrue();
    assertThat(reply.outcome()).isEqualTo(new Outcome.Aborted());
  }

  @Test
  void aRejectedPermissionIsNoFailure() {
    reply.apply(answer("tool-calls", null));
    reply.apply(new WireEvent.PermissionReplied(SESSION, "per_1", "reject"));

    reply.settle(List.of(message(answer("tool-calls", null).info())));

    assertThat(reply.outcome()).isEqualTo(new Outcome.Rejected());
  }

  @Test
  void aSummaryIsNotPartOfTheText() {
    ObjectNode info = json("msg_20", "assistant", PROMPT, "stop", null).put("summary", true);
    reply.apply(new MessageUpdated(MessageInfo.of(info).orElseThrow()));

    assertThat(reply.apply(part("prt_1", "summary", true))).isEmpty();
  }

  /** However the text is cut, whatever it holds: the deltas make the final text. */
  @Property
  void deltasMakeTheFinalText(@ForAll("pieces") List<String> pieces) {
    Reply fresh =
        new Reply(new ReplyContext("turn_1", SESSION, PROMPT, "/w", TextFilter.standard()));
    Viewer viewer = new Viewer();
    String raw = String.join("", pieces);
    List<WireEvent> events = new ArrayList<>(List.of(answer(null, null), part("prt_1", "", false)));
    pieces.forEach(piece -> events.add(delta("prt_1", piece)));
    events.add(part("prt_1", raw, true));

    events.forEach(event -> viewer.take(fresh.apply(event)));

    String shown = TextPiece.shown(TextFilter.standard(), raw);
    assertThat(viewer.deltas.getOrDefault("prt_1", "")).isEqualTo(shown);
    assertThat(viewer.texts.getOrDefault("prt_1", "")).isEqualTo(shown);
    assertThat(fresh.text()).isEqualTo(shown.isBlank() ? "" : shown);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "a",
            " ",
            "\n",
            "<",
            "<dcp-",
            "message-id>",
            "m1",
            "</dcp-message-id>",
            "</dcp",
            "\uD83D",
            "\uDE00",
            "\uD83D\uDE00",
            "\u0000",
            "\r",
            "\u202E",
            "x".repeat(90))
        .list()
        .ofMaxSize(30);
  }

  private static MessageUpdated prompt() {
    return new MessageUpdated(info(PROMPT, "user", null, null, null));
  }

  private static MessageUpdated answer(@Nullable String finish, @Nullable String error) {
    return new MessageUpdated(info(ANSWER, "assistant", PROMPT, finish, error));
  }

  private static MessageInfo info(
      String id,
      String role,
      @Nullable String parent,
      @Nullable String finish,
      @Nullable String error) {
    return MessageInfo.of(json(id, role, parent, finish, error)).orElseThrow();
  }

  private static ObjectNode json(
      String id,
      String role,
      @Nullable String parent,
      @Nullable String finish,
      @Nullable String error) {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("sessionID", SESSION)
            .put("role", role)
            .put("parentID", parent)
            .put("finish", finish)
            .put("cost", 0.25);
    json.putObject("tokens").put("output", 5);
    if (error != null) {
      json.set("error", Json.read(error.replace('\'', '"')));
    }
    return json;
  }

  private static PartDelta delta(String partId, String text) {
    return new PartDelta(SESSION, ANSWER, partId, "text", text);
  }

  private static PartUpdated part(String partId, String text, boolean ended) {
    return new PartUpdated(
        new Part.TextPart(
            partId,
            SESSION,
            ANSWER,
            text,
            false,
            false,
            Instant.EPOCH,
            ended ? Instant.EPOCH : null));
  }

  private static UpstreamMessage message(MessageInfo info, Part... parts) {
    return new UpstreamMessage(info, List.of(parts));
  }
}
