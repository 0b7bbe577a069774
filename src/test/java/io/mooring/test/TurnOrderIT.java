package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One prompt at a time, in the order in which they came, and none of them twice. */
@ExtendWith(Mooring.Shared.class)
class TurnOrderIT {
  @Test
  void runsQueuedTurnsOneAfterTheOther(Mooring mooring) {
    String session = mooring.session();

    List<String> ids =
        IntStream.range(0, 3).mapToObj(i -> mooring.post(session, "@slow 8 20")).toList();
    List<JsonNode> turns = ids.stream().map(mooring::awaitEnd).toList();

    assertThat(turns).extracting(turn -> turn.path("state").asText()).containsOnly("completed");
    for (int i = 1; i < turns.size(); i++) {
      Instant ended = Instant.parse(turns.get(i - 1).path("endedAt").asText());
      assertThat(Instant.parse(turns.get(i).path("startedAt").asText())).isAfterOrEqualTo(ended);
    }
  }

  @Test
  void answersARepeatedKeyWithTheFirstTurn(Mooring mooring) {
    String session = mooring.session();
    String nonce = UUID.randomUUID().toString();
    Http once = mooring.alice().with("Idempotency-Key", UUID.randomUUID().toString());

    String first = once.post(Mooring.turns(session), Mooring.prompt("@say " + nonce)).at("id");
    mooring.awaitEnd(first);
    String second = once.post(Mooring.turns(session), Mooring.prompt("@say " + nonce)).at("id");
    Http.Answer other = once.post(Mooring.turns(session), Mooring.prompt("@say else"));

    assertThat(second).isEqualTo(first);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("code")).isEqualTo("idempotency-key-reused");
    assertThat(mooring.model().callsContaining(nonce)).hasSize(1);
  }

  @Test
  void makesOneTurnOfManyAtOnceWithOneKey(Mooring mooring) {
    String session = mooring.session();
    String nonce = UUID.randomUUID().toString();
    Http once = mooring.alice().with("Idempotency-Key", UUID.randomUUID().toString());

    List<String> ids =
        Crowd.of(
            12,
            i ->
                once.post(Mooring.turns(session), Mooring.prompt("@say " + nonce))
                    .expect(202)
                    .at("id"));
    mooring.awaitEnd(ids.get(0));

    assertThat(ids.stream().distinct()).hasSize(1);
    assertThat(mooring.alice().get(Mooring.turns(session)).json().path("items")).hasSize(1);
    assertThat(mooring.model().callsContaining(nonce)).hasSize(1);
  }
}
