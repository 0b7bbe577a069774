package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.host.DataDirectory;
import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.SessionFailure;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOffersTest {
  private final FakeAgent agent = new FakeAgent();
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);

  @TempDir Path data;
  private TestSessions node;
  private DataDirectory own;
  private ReadOffers offers;

  @BeforeEach
  void start() {
    node = new TestSessions(database, agent, "boot_a", data.resolve("node"));
    TestTurns.bind(node);
    own = DataDirectory.open(data.resolve("own"));
    node.beans.bind(DataDirectory.class, own);
    offers = node.get(ReadOffers.class);
  }

  @AfterEach
  void stop() {
    own.close();
    node.close();
    agent.close();
    database.close();
  }

  @Test
  void listsModelsByNameAndNothingElseOfThem() {
    var models = offers.models(ANN, Optional.empty());

    assertThat(models).containsExactly(new OfferedModel("scripted", "echo", "Echo", "scripted"));
    assertThat(Json.write(models)).doesNotContain("never-shown");
  }

  @Test
  void listsTheAgentsThatAPersonMayAskFor() {
    var agents = offers.agents(ANN, Optional.of(node.session()));

    assertThat(agents).extracting(OfferedAgent::name).containsExactly("build", "own");
    assertThat(agents.get(0).description()).startsWith("Builds").doesNotContain("\u202e");
    assertThat(Json.write(agents)).doesNotContain("never-shown");
  }

  @Test
  void asksInNoSessionOfSomebodyElse() {
    String id = node.session();
    var bob = new Caller("default", "bob", ANN.roles());
    var nobody = new Caller("default", "ann", Set.of());

    assertThatThrownBy(() -> offers.models(bob, Optional.of(id)))
        .isInstanceOf(SessionFailure.class);
    assertThatThrownBy(() -> offers.agents(nobody, Optional.empty())).isInstanceOf(Forbidden.class);
    assertThat(agent.calls).noneMatch(call -> call.contains("config"));
  }
}
