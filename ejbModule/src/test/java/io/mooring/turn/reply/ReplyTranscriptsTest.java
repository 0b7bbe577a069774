package io.mooring.turn.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.Transcripts;
import io.mooring.opencode.wire.UpstreamTokens;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.tool.ToolDisplay;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ReplyTranscriptsTest {
  static final List<String> NAMES = Transcripts.NAMES;
  private static final UpstreamTokens STEP = new UpstreamTokens(8, 5, 2, 3, 0);

  /** One prompt of a transcript: its events until shortly after idle. */
  private record Run(Reply reply, Viewer viewer, List<WireEvent> events, String session) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a_text|0|Completed|1|Hello streaming world from the fake model|''",
        "b_reason|0|Completed|1|The answer is 42.|",
        "x_slow|0|Completed|1|w0 w1 w2 w3 w4 w5 w6 w7 w8 w9|",
        "e2_abort_bash|0|Aborted|0|Step 1.|command:completed",
        "f_drop|0|Aborted|0|partial|",
        "f_http_500_long|1|Completed|1|w0 w1 w2 w3 w4|",
        "j_question|0|Completed|2|Step 1. All done.|question:completed",
        "j_question|1|Rejected|1|Step 1.|question:error",
        "k_subagent|0|Completed|2|Step 1. All done.|task:completed",
      })
  void endsAsTheTranscriptSays(
      String name, int prompt, String outcome, int steps, String text, String tools) {
    Run run = run(name, prompt);

    assertThat(run.reply.idleSeen()).isTrue();
    assertThat(run.reply.outcome().getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(run.reply.text().replaceAll("\\s+", " ").strip()).isEqualTo(text);
    assertThat(run.reply.tools())
        .extracting(tool -> tool.kind().text() + ":" + tool.status().text())
        .isEqualTo(tools == null || tools.isEmpty() ? List.of() : List.of(tools.split(",")));
    assertThat(run.reply.usage().tokens()).isEqualTo(times(steps));
  }

  /** All but one, whose recording stops in a retry's wait before anybody aborted it. */
  @ParameterizedTest
  @FieldSource("NAMES")
  void everyPromptOfEveryTranscriptEnds(String name) {
    int prompts = Store.of(Transcripts.events(name)).prompts().size();
    assertThat(prompts).isPositive();
    for (int i = 0; i < prompts; i++) {
      boolean broken = name.equals("f_http_500_long") && i == 0;
      Run run = run(name, i);

      assertThat(run.reply.idleSeen()).as(name + " " + i).isEqualTo(!broken);
      assertThat(run.reply.outcome() instanceof Outcome.Interrupted)
          .as(name + " " + i)
          .isEqualTo(broken);
      assertThat(run.reply.outcome()).isNotInstanceOf(Outcome.Open.class);
    }
  }

  @Test
  void joinsTextPartsByABlankLine() {
    assertThat(run("k_subagent", 0).reply.text()).isEqualTo("Step 1. \n\nAll done.");
  }

  @Test
  void keepsReasoningApart() {
    Run run = run("b_reason", 0);

    assertThat(run.reply.reasoning()).isEqualTo("Let me think.");
    assertThat(run.viewer.deltas.values())
        .containsExactlyInAnyOrder("Let me think.", "The answer is 42.");
  }

  @Test
  void keepsTheTextOfAnAbortedTurn() {
    Run run = run("e1_abort_text", 0);

    assertThat(run.reply.outcome()).isEqualTo(new Outcome.Aborted());
    assertThat(run.reply.text()).startsWith("w0 w1 ").endsWith("w23 ");
  }

  @Test
  void runsFiveToolStepsInOneTurn() {
    Run run = run("c_tools", 0);

    assertThat(run.reply.outcome()).isEqualTo(new Outcome.Completed());
    assertThat(run.reply.tools())
        .extracting(ToolDisplay::label)
        .containsExactly(
            "Wrote new.txt",
            "Read new.txt",
            "Edited new.txt",
            "Ran cat new.txt; sleep 0.3; echo bye; exit 3",
            "Couldn't search for LINE",
            "Couldn't call nosuchtool",
            "Couldn't read missing.txt");
    assertThat(run.viewer.outputs).containsEntry("call_7_0", "line1\nLINE2\nbye\n");
  }

  @Test
  void discardsTheTextOfADroppedConnection() {
    Store store = Store.of(Transcripts.events("f_drop"));
    Reply reply = reply(store.prompts().get(0));
    List<ReplyEvent> events = new ArrayList<>();

    Transcripts.events("f_drop").forEach(event -> events.addAll(reply.apply(event)));

    assertThat(events).filteredOn(ReplyEvent.PartDiscarded.class::isInstance).hasSize(2);
    assertThat(events)
        .filteredOn(ReplyEvent.Retry.class::isInstance)
        .extracting(event -> ((ReplyEvent.Retry) event).attempt())
        .containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void showsViewersWhatItHolds(String name) {
    int prompts = Store.of(Transcripts.events(name)).prompts().size();
    for (int i = 0; i < prompts; i++) {
      Run run = run(name, i);

      run.viewer.assertShows(run.reply);
      assertThat(run.viewer.texts)
          .allSatisfy((id, text) -> assertThat(run.viewer.deltas).containsEntry(id, text));
    }
  }

  /** Events lost, doubled or late: the messages decide. */
  @Property(tries = 400)
  void endsInTheReplyThatTheMessagesSay(
      @ForAll @From("names") String name, @ForAll long seed, @ForAll boolean catchUp) {
    Random random = new Random(seed);
    int prompts = Store.of(Transcripts.events(name)).prompts().size();
    Run whole = run(name, random.nextInt(prompts));
    Reply reply = new Reply(whole.reply.context());
    Viewer viewer = new Viewer();
    Store store = new Store();
    List<WireEvent> late = new ArrayList<>();
    int loss = random.nextInt(100);

    for (WireEvent event : whole.events) {
      store.take(event);
      if (random.nextInt(100) < loss) {
        if (random.nextBoolean()) {
          late.add(event);
        }
        continue;
      }
      viewer.take(reply.apply(event));
      if (random.nextInt(10) == 0) {
        viewer.take(reply.apply(event));
      }
      if (catchUp && random.nextInt(30) == 0) {
        viewer.take(reply.reconcile(store.messages(whole.session)));
      }
    }
    late.forEach(event -> viewer.take(reply.apply(event)));
    viewer.take(reply.settle(store.messages(whole.session)));

    viewer.assertShows(reply);
    assertSame(reply, whole.reply);
    assertThat(reply.settle(store.messages(whole.session))).isEmpty();
  }

  /**
   * A stream that breaks off and comes back, or that lags behind what GET shows: the gap is caught
   * up from the messages, and what comes late or twice changes nothing.
   */
  @Property(tries = 400)
  void aGapOrALagOfTheStreamEndsInTheSameReply(
      @ForAll @From("names") String name, @ForAll long seed) {
    Random random = new Random(seed);
    int prompts = Store.of(Transcripts.events(name)).prompts().size();
    Run whole = run(name, random.nextInt(prompts));
    Reply reply = new Reply(whole.reply.context());
    Viewer viewer = new Viewer();
    Store store = new Store();
    int stored = 0;
    int told = 0;

    while (told < whole.events.size()) {
      int longest = Math.min(25, whole.events.size() - told);
      int piece = 1 + random.nextInt(longest);
      while (stored < told + piece) {
        store.take(whole.events.get(stored++));
      }
      switch (random.nextInt(4)) {
        case 0 -> { // a gap
          told += piece;
          viewer.take(reply.reconcile(store.messages(whole.session)));
        }
        case 1 -> { // a lag: GET knows what is still on its way
          viewer.take(reply.reconcile(store.messages(whole.session)));
          told = tell(whole, told, piece, reply, viewer);
        }
        case 2 -> { // an early idle: the end is looked at before the stream has told it
          viewer.take(reply.settle(store.messages(whole.session)));
          told = tell(whole, told, piece, reply, viewer);
        }
        default -> told = tell(whole, told, piece, reply, viewer);
      }
    }
    viewer.take(reply.settle(store.messages(whole.session)));

    viewer.assertShows(reply);
    assertSame(reply, whole.reply);
    assertThat(reply.settle(store.messages(whole.session))).isEmpty();
  }

  private static int tell(Run whole, int from, int events, Reply reply, Viewer viewer) {
    whole.events.subList(from, from + events).forEach(event -> viewer.take(reply.apply(event)));
    return from + events;
  }

  private static void assertSame(Reply reply, Reply whole) {
    assertThat(reply.text()).isEqualTo(whole.text());
    assertThat(reply.reasoning()).isEqualTo(whole.reasoning());
    assertThat(reply.tools()).isEqualTo(whole.tools());
    assertThat(reply.usage()).isEqualTo(whole.usage());
    assertThat(reply.outcome()).isEqualTo(whole.outcome());
  }

  /** A reply that only ever saw the messages is the same. */
  @ParameterizedTest
  @FieldSource("NAMES")
  void isRebuiltFromMessagesAlone(String name) {
    int prompts = Store.of(Transcripts.events(name)).prompts().size();
    for (int i = 0; i < prompts; i++) {
      Run run = run(name, i);
      Reply rebuilt = new Reply(run.reply.context());

      rebuilt.settle(Store.of(run.events).messages(run.session));

      assertThat(rebuilt.text()).isEqualTo(run.reply.text());
      assertThat(rebuilt.tools()).isEqualTo(run.reply.tools());
      assertThat(rebuilt.outcome()).isEqualTo(run.reply.outcome());
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(Transcripts.NAMES);
  }

  private static Run run(String name, int prompt) {
    List<WireEvent> all = Transcripts.events(name);
    MessageInfo info = Store.of(all).prompts().get(prompt);
    Reply reply = reply(info);
    Viewer viewer = new Viewer();
    List<WireEvent> events = new ArrayList<>();
    for (WireEvent event : all) {
      boolean next =
          event instanceof WireEvent.MessageUpdated updated
              && updated.info().user()
              && updated.info().id().compareTo(info.id()) > 0
              && updated.info().sessionId().equals(info.sessionId());
      if (next && reply.idleSeen()) {
        break;
      }
      events.add(event);
      viewer.take(reply.apply(event));
    }
    viewer.take(reply.settle(Store.of(events).messages(info.sessionId())));
    return new Run(reply, viewer, events, info.sessionId());
  }

  private static Reply reply(MessageInfo prompt) {
    return new Reply(
        new ReplyContext(
            "turn_1",
            prompt.sessionId(),
            prompt.id(),
            "/srv/agents/project1",
            TextFilter.standard()));
  }

  private static UpstreamTokens times(int steps) {
    UpstreamTokens sum = UpstreamTokens.NONE;
    for (int i = 0; i < steps; i++) {
      sum = sum.plus(STEP);
    }
    return sum;
  }
}
