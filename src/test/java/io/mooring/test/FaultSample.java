package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.model.ModelCall;
import io.mooring.impostor.model.ScriptedModel;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** One prompt of alice's which is on its way, or being answered, when a fault comes. */
final class FaultSample {
  /** What the model does with it. */
  enum Model {
    SAYS,
    STREAMS,
    THINKS,
    RUNS_A_TOOL,
    FAILS_WITH_500,
    FAILS_WITH_429,
    BREAKS_OFF;

    private String prompt(String nonce) {
      return switch (this) {
        case SAYS -> "@say " + nonce;
        case STREAMS -> "@slow 60 50 " + nonce;
        case THINKS -> "@reason A thought. | " + nonce;
        case RUNS_A_TOOL -> tool(nonce);
        case FAILS_WITH_500 -> "@status 500 1\n@say " + nonce;
        case FAILS_WITH_429 -> "@status 429 1 1\n@say " + nonce;
        case BREAKS_OFF -> "@drop 5 1\n@say " + nonce;
      };
    }

    private static String tool(String nonce) {
      ObjectNode step = Http.object().put("name", "bash");
      step.putObject("args")
          .put("command", "sleep 1; echo " + nonce)
          .put("description", "Waits for a second");
      return "@tools " + Http.object().putArray("steps").add(step);
    }

    /** How often the model itself makes upstream try again. */
    int failures() {
      return switch (this) {
        case SAYS, STREAMS, THINKS, RUNS_A_TOOL -> 0;
        case FAILS_WITH_500, FAILS_WITH_429, BREAKS_OFF -> 1;
      };
    }
  }

  private static final Duration LONGEST = Patience.of(Duration.ofMinutes(2));

  final Model how;
  final String session;
  final String nonce = "n" + UUID.randomUUID().toString().replace("-", "");
  private final String once = UUID.randomUUID().toString();
  private volatile String turn = "";
  private final AtomicInteger refusals = new AtomicInteger();

  FaultSample(String session, Random random) {
    this.session = session;
    this.how = Model.values()[random.nextInt(Model.values().length)];
  }

  /** Posts it until it is acknowledged. */
  void post(Http alice) {
    Http repeatable = alice.with("Idempotency-Key", once);
    turn =
        Awaitility.await("an acknowledgement of " + this)
            .atMost(LONGEST)
            .pollInterval(Duration.ofMillis(200))
            .until(() -> tryPost(repeatable), id -> !id.isEmpty());
  }

  private String tryPost(Http repeatable) {
    Http.Answer answer;
    try {
      answer = repeatable.post(Mooring.turns(session), Mooring.prompt(how.prompt(nonce)));
    } catch (AssertionError nobodyAnswers) {
      refusals.incrementAndGet();
      return "";
    }
    if (answer.status() == 503 || (answer.status() == 404 && answer.at("code").isEmpty())) {
      refusals.incrementAndGet(); // it stops, or starts and has no routes yet
      return "";
    }
    return answer.expect(202).at("id");
  }

  /** How often nobody took it. */
  int refusals() {
    return refusals.get();
  }

  String turn() {
    return turn;
  }

  JsonNode read(Http alice) {
    return alice.get("/api/v1/turns/" + turn).expect(200).json();
  }

  /** How often the model was asked to begin with it. */
  long firstSteps(ScriptedModel model) {
    return model.callsContaining(nonce).stream()
        .mapToInt(ModelCall::step)
        .filter(s -> s == 0)
        .count();
  }

  @Override
  public String toString() {
    return nonce + " (" + how + ", " + session + ", " + turn + ")";
  }
}
