package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.ProblemKind;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers send with sessions, on both databases: each must take it, or neither be asked. */
class SessionListTest {
  @TempDir static Path data;

  private static SessionFilter filter(int field, String text) {
    List<Optional<String>> fields =
        Stream.iterate(0, i -> i + 1)
            .limit(5)
            .map(i -> i == field ? Optional.of(text) : Optional.<String>empty())
            .toList();
    return new SessionFilter(
        Optional.empty(),
        fields.get(0),
        fields.get(1),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        Optional.empty());
  }

  private static void withNode(
      TestDatabase.Kind kind, java.util.function.Consumer<TestSessions> test) {
    try (TestDatabase database = TestDatabase.start(kind);
        FakeAgent agent = new FakeAgent();
        TestSessions node = new TestSessions(database, agent, "boot_a", data.resolve("" + kind))) {
      TestTurns.bind(node);
      test.accept(node);
    }
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.Kind.class)
  void aNullCharacterFindsNothing(TestDatabase.Kind kind) {
    withNode(
        kind,
        node -> {
          node.session();
          for (int field = 0; field < 5; field++) {
            SessionFilter odd = filter(field, "a\0b");
            assertThat(node.get(SessionChanges.class).list(ANN, odd, 50)).isEmpty();
          }
          assertThat(node.get(SessionChanges.class).list(ANN, filter(5, ""), 50)).hasSize(1);
          SessionFailure none =
              catchThrowableOfType(
                  SessionFailure.class,
                  () -> node.get(DeleteSession.class).all(ANN, "a\0b", false, false));
          assertThat(none.kind()).isEqualTo(ProblemKind.NOT_FOUND);
        });
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.Kind.class)
  void metadataAreMerged(TestDatabase.Kind kind) {
    withNode(
        kind,
        node -> {
          String id = node.session();

          patch(node, id, "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":null}");
          assertThat(node.read(id).metadata())
              .isEqualTo(Json.read("{\"a\":1,\"b\":{\"c\":2,\"d\":3}}"));
          patch(node, id, "{\"a\":null,\"b\":{\"c\":5}}");
          assertThat(node.read(id).metadata()).isEqualTo(Json.read("{\"b\":{\"c\":5,\"d\":3}}"));

          patch(node, id, "{\"long\":\"" + "x".repeat(16_000) + "\"}");
          InvalidValue tooMuch =
              catchThrowableOfType(
                  InvalidValue.class,
                  () -> patch(node, id, "{\"more\":\"" + "x".repeat(1_000) + "\"}"));
          assertThat(tooMuch.facts()).containsEntry("field", "metadata");
          assertThat(node.read(id).metadata().has("more")).isFalse();

          change(node, id, TestChanges.metadata(Patched.cleared()));
          assertThat(node.read(id).metadata()).isNull();
        });
  }

  private static void patch(TestSessions node, String id, String json) {
    change(node, id, TestChanges.metadata(Patched.to(json)));
  }

  private static void change(TestSessions node, String id, SessionChange change) {
    node.get(SessionChanges.class).change(ANN, id, change, Optional.empty());
  }
}
