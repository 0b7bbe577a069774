package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.schema.Conflicts;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two to 64 callers at once on two nodes, each race about one session, and upstream as the witness.
 * {@code -Dmooring.race.operations} says how many calls a database gets, {@code
 * -Dmooring.race.seed} repeats the choices of a run.
 */
class SessionRacesTest {
  private static final int OPERATIONS = Integer.getInteger("mooring.race.operations", 600);
  private static final long SEED = Long.getLong("mooring.race.seed", System.nanoTime());
  private static final int MOST_RACERS = 64;

  private enum Race {
    CREATE,
    ENSURE,
    RECREATE,
    MOVE,
    DELETE,
    /** All of them at once. */
    MIXED
  }

  @TempDir Path data;
  private final Random random = new Random(SEED);
  private final FakeAgent agent = new FakeAgent();
  private final List<TestSessions> nodes = new ArrayList<>();
  private final Set<String> living = new HashSet<>();

  /** The ids that somebody was told to have made. */
  private final List<String> created = new ArrayList<>();

  private final Map<String, Integer> counts = new TreeMap<>();
  private ExecutorService threads = Executors.newFixedThreadPool(MOST_RACERS);

  /** What a racer got: an answer, nothing, or that there is no such session. */
  private record Got(Optional<Ensured> ensured, boolean notFound) {}

  @BeforeEach
  void open() {
    threads = Executors.newFixedThreadPool(MOST_RACERS);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  @ParameterizedTest
  @EnumSource
  void upstreamHasOneSessionForEachOfOursWhoeverRaces(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.start(kind)) {
      for (String boot : List.of("a", "b")) {
        var node = new TestSessions(database, agent, "boot_" + kind + boot, data.resolve(boot));
        TestTurns.bind(node);
        node.settings.put("mooring.session.roots", data.toRealPath().toString());
        nodes.add(node);
      }
      int done = 0;
      for (int i = 0; done < OPERATIONS; i++) {
        int racers = 2 + random.nextInt(MOST_RACERS - 1);
        Race race = Race.values()[i % Race.values().length];
        run(race, racers);
        done += racers;
        counts.merge(race.name(), racers, Integer::sum);
      }
      System.out.println("Races on " + kind + ": seed " + SEED + ", calls " + done + " " + counts);
      settle();
      verify();
    }
  }

  private void run(Race race, int racers) throws Exception {
    switch (race) {
      case CREATE -> create(racers);
      case ENSURE -> {
        String id = session();
        oneOf(race(racers, i -> open(i).ensure(ANN, id)));
      }
      case RECREATE -> {
        String id = opened();
        String old = current(id);
        assertThat(oneOf(race(racers, i -> open(i).recreate(ANN, id, Optional.of(old)))))
            .isNotEqualTo(old);
      }
      case MOVE -> {
        String id = opened();
        String old = current(id);
        move(0, id);
        assertThat(oneOf(race(racers, i -> open(i).ensure(ANN, id)))).isNotEqualTo(old);
      }
      case DELETE -> {
        String id = opened();
        List<Got> all = race(racers, i -> delete(i, id));
        assertThat(all).as(SEED + ": who deleted").filteredOn(got -> !got.notFound()).hasSize(1);
        living.remove(id);
      }
      case MIXED -> mixed(opened(), racers);
    }
  }

  private void create(int racers) throws Exception {
    NewSession wanted = nodes.get(0).named(Optional.of(nodes.get(0).ids.next("key")));
    List<CreateSession.Created> all =
        atOnce(racers, i -> Conflicts.retry(() -> node(i).created(wanted)));
    assertThat(all).filteredOn(CreateSession.Created::created).hasSize(1);
    assertThat(all.stream().map(c -> c.session().id()).distinct()).hasSize(1);
    living.add(all.get(0).session().id());
  }

  private void mixed(String id, int racers) throws Exception {
    boolean deletes = random.nextInt(3) == 0;
    List<Integer> choices =
        IntStream.range(0, racers).mapToObj(i -> random.nextInt(deletes ? 4 : 3)).toList();
    List<Got> all =
        race(
            racers,
            i ->
                switch (choices.get(i)) {
                  case 0 -> open(i).ensure(ANN, id);
                  case 1 -> open(i).recreate(ANN, id, Optional.empty());
                  case 2 -> {
                    move(i, id);
                    yield open(i).ensure(ANN, id);
                  }
                  default -> delete(i, id);
                });
    tellCreated(all);
    if (choices.contains(3)) {
      living.remove(id);
    } else {
      assertThat(all).noneMatch(Got::notFound);
    }
  }

  /** The one upstream session that all were told of, and that one of them made. */
  private String oneOf(List<Got> all) {
    tellCreated(all);
    List<Ensured> answers = all.stream().flatMap(got -> got.ensured().stream()).toList();
    assertThat(answers).as("seed " + SEED).hasSameSizeAs(all);
    assertThat(answers).as("seed " + SEED).filteredOn(Ensured::created).hasSize(1);
    assertThat(answers.stream().map(Ensured::upstreamSessionId).distinct()).hasSize(1);
    return answers.get(0).upstreamSessionId();
  }

  private void tellCreated(List<Got> all) {
    all.stream()
        .flatMap(got -> got.ensured().stream())
        .filter(Ensured::created)
        .forEach(ensured -> created.add(ensured.upstreamSessionId()));
  }

  private TestSessions node(int racer) {
    return nodes.get(racer % nodes.size());
  }

  private OpenSession open(int racer) {
    return node(racer).get(OpenSession.class);
  }

  private String session() {
    String id = nodes.get(0).session();
    living.add(id);
    return id;
  }

  /** A session in which something was said. */
  private String opened() {
    String id = session();
    Ensured ensured = open(0).ensure(ANN, id);
    created.add(ensured.upstreamSessionId());
    agent.say(ensured.upstreamSessionId(), "msg_prompt", "walrus");
    return id;
  }

  private String current(String id) {
    return nodes.get(0).read(id).upstreamSessionId().orElseThrow();
  }

  private void move(int racer, String id) {
    try {
      Path to = Files.createTempDirectory(data.toRealPath(), "w");
      Conflicts.retry(
          () ->
              node(racer)
                  .get(SessionChanges.class)
                  .change(ANN, id, TestChanges.workdir(to), Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty, for there is no answer. */
  private @org.jspecify.annotations.Nullable Ensured delete(int racer, String id) {
    node(racer).get(DeleteSession.class).one(ANN, id, true, true, Optional.empty());
    return null;
  }

  private List<Got> race(int racers, IntFunction<@org.jspecify.annotations.Nullable Ensured> call)
      throws Exception {
    return atOnce(
        racers,
        i -> {
          try {
            return new Got(Optional.ofNullable(call.apply(i)), false);
          } catch (Problem e) {
            if (e.kind() == ProblemKind.NOT_FOUND && e instanceof SessionFailure) {
              return new Got(Optional.empty(), true);
            }
            throw e;
          }
        });
  }

  private <T> List<T> atOnce(int callers, IntFunction<T> call) throws Exception {
    CyclicBarrier start = new CyclicBarrier(callers);
    List<Future<T>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int number = i;
      calls.add(
          threads.submit(
              () -> {
                start.await();
                return call.apply(number);
              }));
    }
    List<T> got = new ArrayList<>();
    for (Future<T> one : calls) {
      got.add(one.get());
    }
    return got;
  }

  /** What is left to the reaper is done: nothing works any more, and a minute has gone by. */
  private void settle() {
    for (TestSessions node : nodes) {
      assertThat(node.get(SessionRemains.class).claimed(SYSTEM, Set.of(node.node.bootId())))
          .as("claims that nobody works at")
          .isEmpty();
      node.pass(Duration.ofSeconds(61));
      node.get(SessionReaper.class).settleAbandoned(SYSTEM, node.node.bootId());
      node.get(EndUpstream.class).endDue(SYSTEM);
    }
  }

  private void verify() {
    Map<String, String> current = new TreeMap<>();
    for (String id : living) {
      nodes.get(0).read(id).upstreamSessionId().ifPresent(has -> current.put(id, has));
    }
    Set<String> there = Set.copyOf(agent.sessionIds());
    assertThat(there).as("seed " + SEED).containsAll(current.values());
    assertThat(new HashSet<>(current.values())).hasSameSizeAs(current.values());
    assertThat(created).as("told once").doesNotHaveDuplicates();
    assertThat(created).as("whoever made it was told").containsAll(there);
    Set<String> replaced =
        Stream.concat(there.stream(), created.stream())
            .filter(id -> !current.containsValue(id))
            .filter(this::isKept)
            .collect(Collectors.toSet());
    Set<String> named = new HashSet<>(current.values());
    named.addAll(replaced);
    assertThat(there).as("seed " + SEED + ": no orphans").isEqualTo(named);
    current.forEach(this::verifyPlace);
  }

  private boolean isKept(String upstreamId) {
    return nodes
        .get(0)
        .beans
        .inTransaction(() -> nodes.get(0).get(SessionHistory.class).former(SYSTEM, upstreamId))
        .filter(former -> former.state() == ReplacedUpstream.State.REPLACED)
        .isPresent();
  }

  /** Whoever opens it now finds it where it belongs. */
  private void verifyPlace(String id, String before) {
    Ensured now = open(0).ensure(ANN, id);
    assertThat(agent.info(now.upstreamSessionId()).path("directory").asText())
        .as(id + ", " + before)
        .isEqualTo(nodes.get(0).read(id).workdir());
  }
}
