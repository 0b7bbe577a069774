package io.mooring.turn.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireEvents;
import io.mooring.tool.ToolDisplay;
import io.mooring.tool.ToolDisplays;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a turn ends that have bitten, one by one. */
class ReplyEndsTest {
  private static final String SESSION = "ses_1";
  private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

  private final Reply reply =
      new Reply(new ReplyContext("turn_1", SESSION, "msg_10", "/w", TextFilter.standard()));
  private final Store store = new Store();
  private final List<ReplyEvent> told = new ArrayList<>();

  private void tell(WireEvent event) {
    store.take(event);
    told.addAll(reply.apply(event));
  }

  private Outcome settle() {
    told.addAll(reply.settle(store.messages(SESSION)));
    return reply.outcome();
  }

  private static ObjectNode properties() {
    return Json.object().put("sessionID", SESSION);
  }

  private static WireEvent event(String type, ObjectNode properties) {
    ObjectNode frame = Json.object().put("type", type);
    frame.set("properties", properties);
    return WireEvents.parse(frame).orElseThrow().event();
  }

  private void status(String json) {
    ObjectNode properties = properties();
    properties.set("status", Json.read(json.replace('\'', '"')));
    tell(event("session.status", properties));
  }

  private void idle() {
    status("{'type':'idle'}");
    tell(event("session.idle", properties()));
  }

  private void begin() {
    message("{'id':'msg_10','role':'user'}");
    status("{'type':'busy'}");
  }

  private void message(String json) {
    ObjectNode info = (ObjectNode) Json.read(json.replace('\'', '"'));
    info.put("sessionID", SESSION);
    if (info.path("role").asText().equals("assistant") && !info.has("parentID")) {
      info.put("parentID", "msg_10");
    }
    info.putObject("tokens").put("output", 1);
    ObjectNode properties = properties();
    properties.set("info", info);
    tell(event("message.updated", properties));
  }

  private void part(String json) {
    ObjectNode part = (ObjectNode) Json.read(json.replace('\'', '"'));
    part.put("sessionID", SESSION);
    ObjectNode properties = properties();
    properties.set("part", part);
    tell(event("message.part.updated", properties));
  }

  private void text(String id, String message, String text) {
    part(
        "{'type':'text','id':'%s','messageID':'%s','text':'%s','time':{'start':1,'end':2}}"
            .formatted(id, message, text));
  }

  private void delta(String part, String message, String text) {
    tell(
        event(
            "message.part.delta",
            properties()
                .put("messageID", message)
                .put("partID", part)
                .put("field", "text")
                .put("delta", text)));
  }

  private void error(String name) {
    ObjectNode properties = properties();
    properties.putObject("error").put("name", name);
    tell(event("session.error", properties));
  }

  private void error(String name, String message) {
    ObjectNode properties = properties();
    properties.putObject("error").put("name", name).putObject("data").put("message", message);
    tell(event("session.error", properties));
  }

  private void recall(String part, String text, boolean whole) {
    reply.recall(new OpenReply.OpenPart(part, OpenReply.Kind.TEXT, text, 0), whole);
  }

  private void lostText(String id, String message) {
    part(
        "{'type':'text','id':'%s','messageID':'%s','text':'','time':{'start':1}}"
            .formatted(id, message));
  }

  @Test
  void whatAnEarlierRunnerToldStaysWhereUpstreamLostIt() {
    recall("prt_0", "told", true);
    recall("prt_1", "half", false);
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    lostText("prt_1", "msg_20");

    assertThat(settle()).isEqualTo(new Outcome.Interrupted());
    assertThat(reply.text()).isEqualTo("told\n\nhalf");
    assertThat(told).containsExactly(new ReplyEvent.TextCompleted("prt_1", "half"));
    assertThat(reply.conclude(END)).isEmpty();
  }

  @Test
  void whatAnEarlierRunnerToldIsVoidWhereTheAnswerIsWholeWithoutIt() {
    recall("prt_0", "void", true);
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    text("prt_1", "msg_20", "all");
    message("{'id':'msg_20','role':'assistant','finish':'stop'}");

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEqualTo("all");
    assertThat(told).contains(new ReplyEvent.PartDiscarded("prt_0"));
  }

  private static ToolDisplay call(String id, String state) {
    ObjectNode part = Json.object().put("type", "tool").put("tool", "bash").put("callID", id);
    part.put("id", "prt_" + id).put("messageID", "msg_20").put("sessionID", SESSION);
    part.set("state", Json.read(state.replace('\'', '"')));
    return ToolDisplays.in("/w").of((Part.ToolPart) Part.of(part).orElseThrow());
  }

  @Test
  void aCallThatUpstreamNeverEndedIsBrokenOffOnce() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    part(
        """
        {'type':'tool','id':'prt_1','messageID':'msg_20','tool':'bash','callID':'call_1','state':
         {'status':'running','input':{'command':'make'},'metadata':{'output':'so far'},
          'time':{'start':1000}}}\
        """);
    settle();
    told.clear();

    List<ReplyEvent> last = reply.conclude(END);

    assertThat(last).containsExactly(new ReplyEvent.ToolUpdated(reply.tools().get(0)));
    assertThat(reply.tools())
        .singleElement()
        .satisfies(
            tool -> {
              assertThat(tool.status()).isEqualTo(ToolDisplay.Status.ERROR);
              assertThat(tool.error()).isEqualTo("interrupted");
              assertThat(tool.label()).isEqualTo("Couldn't run make");
              assertThat(tool.output()).isEqualTo("so far");
              assertThat(tool.endedAt()).isEqualTo(END);
            });
    assertThat(reply.conclude(END)).isEmpty();
  }

  @Test
  void aCallThatOnlyAnEarlierRunnerHeardOfIsShownAndBrokenOff() {
    reply.recall(call("call_0", "{'status':'completed','input':{},'output':'x'}"));
    reply.recall(call("call_1", "{'status':'running','input':{}}"));
    reply.recall(call("call_2", "{'status':'running','input':{}}"));
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    part(
        """
        {'type':'tool','id':'prt_call_2','messageID':'msg_20','tool':'bash','callID':'call_2',
         'state':{'status':'completed','input':{},'output':'y'}}\
        """);
    settle();

    List<ReplyEvent> last = reply.conclude(END);

    assertThat(last).singleElement().isInstanceOf(ReplyEvent.ToolUpdated.class);
    assertThat(reply.tools())
        .extracting(ToolDisplay::callId, ToolDisplay::status)
        .containsExactly(
            tuple("call_0", ToolDisplay.Status.COMPLETED),
            tuple("call_1", ToolDisplay.Status.ERROR),
            tuple("call_2", ToolDisplay.Status.COMPLETED));
  }

  @Test
  void whatComesNextGoesOnWhereAnEarlierRunnerHadStopped() {
    recall("prt_1", "first ", false);
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    delta("prt_1", "msg_20", "second");

    assertThat(told).containsExactly(new ReplyEvent.TextDelta("prt_1", 6, "second"));
    assertThat(reply.conclude(END))
        .containsExactly(new ReplyEvent.TextCompleted("prt_1", "first second"));
    assertThat(reply.conclude(END)).isEmpty();
  }

  @Test
  void anErrorBeforeThePromptIsWhyItWasNotTaken() {
    error("UnknownError", "Agent not found: none");
    error("UnknownError", "UnknownError: UnknownError\n    at run (/agent/x.js:1)");
    assertThat(reply.isRefused()).isTrue();
    assertThat(settle())
        .isEqualTo(new Outcome.Failed("upstream-error", "Agent not found: none", false));
  }

  @Test
  void anErrorBeforeAPromptThatWasTakenIsNotTheTurns() {
    error("UnknownError", "of before");
    begin();
    assertThat(reply.isRefused()).isFalse();
    message("{'id':'msg_20','role':'assistant'}");
    assertThat(settle()).isEqualTo(new Outcome.Interrupted());
  }

  @Test
  void anAbortOfBeforeRefusesNothing() {
    error("MessageAbortedError");
    assertThat(reply.isRefused()).isFalse();
  }

  @Test
  void whereUpstreamWasInItsCodeIsLeftOut() {
    begin();
    error("UnknownError", "Model not found: x.\n    at <anonymous> (/agent/x.js:439:94601)");
    idle();
    assertThat(settle())
        .isEqualTo(new Outcome.Failed("upstream-error", "Model not found: x.", false));
  }

  @Test
  void anIdleThatComesTwiceEndsItOnce() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    text("prt_1", "msg_20", "done");
    message("{'id':'msg_20','role':'assistant','finish':'stop'}");
    idle();
    assertThat(settle()).isEqualTo(new Outcome.Completed());
    int before = told.size();

    idle();

    assertThat(reply.idleSeen()).isTrue();
    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(told).hasSize(before);
  }

  @Test
  void anIdleBeforeTheLastMessageDoesNotDecideForGood() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    idle();
    assertThat(settle()).isEqualTo(new Outcome.Interrupted());

    text("prt_1", "msg_20", "late");
    message("{'id':'msg_20','role':'assistant','finish':'stop'}");

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEqualTo("late");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anErrorCountsWhetherItComesBeforeIdleOrAfter(boolean before) {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    if (before) {
      error("ProviderAuthError");
    }
    idle();
    message("{'id':'msg_20','role':'assistant','error':{'name':'ProviderAuthError'}}");
    if (!before) {
      error("ProviderAuthError");
    }
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Failed("model-auth", "", false));
  }

  @Test
  void anAbortInARetrysWaitHasNeitherErrorNorFinish() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    status("{'type':'retry','attempt':1,'message':'busy','next':5}");
    message("{'id':'msg_20','role':'assistant','time':{'created':1,'completed':2}}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Aborted());
    assertThat(told).hasAtLeastOneElementOfType(ReplyEvent.Retry.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"told", "only stored"})
  void aRejectionStopsAtToolCalls(String how) {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    if (how.equals("told")) {
      tell(
          event(
              "permission.replied", properties().put("requestID", "per_1").put("reply", "reject")));
    } else {
      tool("prt_1", "msg_20", "error");
    }
    message("{'id':'msg_20','role':'assistant','finish':'tool-calls'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Rejected());
  }

  private void tool(String id, String message, String status) {
    part(
        ("{'type':'tool','id':'%s','messageID':'%s','callID':'call_1','tool':'bash',"
                + "'state':{'status':'%s','input':{'command':'ls'},'output':'','error':'no',"
                + "'title':'','metadata':{},'time':{'start':1,'end':2}}}")
            .formatted(id, message, status));
  }

  @Test
  void theModelsLimitOfOutputIsAnEnd() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    text("prt_1", "msg_20", "cut o");
    message("{'id':'msg_20','role':'assistant','finish':'length'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEqualTo("cut o");
  }

  @Test
  void aPartThatIsReplacedAfterADropIsDiscarded() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    part("{'type':'step-start','id':'prt_1','messageID':'msg_20'}");
    part("{'type':'text','id':'prt_2','messageID':'msg_20','text':'','time':{'start':1}}");
    delta("prt_2", "msg_20", "half");
    part("{'type':'step-start','id':'prt_3','messageID':'msg_20'}");
    text("prt_4", "msg_20", "whole");
    message("{'id':'msg_20','role':'assistant','finish':'stop'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(told).contains(new ReplyEvent.PartDiscarded("prt_2"));
    assertThat(reply.text()).isEqualTo("whole");
  }

  @Test
  void anEmptyReplyIsComplete() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    text("prt_1", "msg_20", "");
    message("{'id':'msg_20','role':'assistant','finish':'stop'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void aReplyOfToolsAloneIsComplete() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    tool("prt_1", "msg_20", "completed");
    message("{'id':'msg_20','role':'assistant','finish':'tool-calls'}");
    message("{'id':'msg_21','role':'assistant','finish':'stop'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEmpty();
    assertThat(reply.tools()).hasSize(1);
    assertThat(told)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("ToolUpdated", "FileTouched");
  }

  @Test
  void aCompactionInMidTurnIsPassedOverAndWhatFollowsIsOurs() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    text("prt_1", "msg_20", "before");
    message("{'id':'msg_20','role':'assistant','finish':'tool-calls'}");
    message("{'id':'msg_30','role':'user'}");
    message(
        "{'id':'msg_31','role':'assistant','parentID':'msg_30','summary':true,'finish':'stop'}");
    text("prt_2", "msg_31", "what happened so far");
    message("{'id':'msg_40','role':'user'}");
    message("{'id':'msg_41','role':'assistant','parentID':'msg_40'}");
    text("prt_3", "msg_41", "after");
    message("{'id':'msg_41','role':'assistant','parentID':'msg_40','finish':'stop'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEqualTo("before\n\nafter");
    assertThat(reply.usage().tokens().output()).isEqualTo(3);
  }

  @Test
  void aPromptThatWasMergedIntoOursIsAnsweredWithOurs() {
    begin();
    message("{'id':'msg_15','role':'user'}");
    message("{'id':'msg_20','role':'assistant','parentID':'msg_15'}");
    text("prt_1", "msg_20", "both");
    message("{'id':'msg_20','role':'assistant','parentID':'msg_15','finish':'stop'}");
    idle();

    assertThat(settle()).isEqualTo(new Outcome.Completed());
    assertThat(reply.text()).isEqualTo("both");
  }

  @Test
  void aSessionThatIsGoneInMidTurnKeepsWhatWasToldAndIsNoSuccess() {
    begin();
    message("{'id':'msg_20','role':'assistant'}");
    part("{'type':'text','id':'prt_1','messageID':'msg_20','text':'','time':{'start':1}}");
    delta("prt_1", "msg_20", "half");
    ObjectNode properties = properties();
    properties.putObject("info").put("id", SESSION);
    tell(event("session.deleted", properties));

    assertThat(reply.text()).isEqualTo("half");
    assertThat(reply.outcome()).isEqualTo(new Outcome.Open());
  }
}
