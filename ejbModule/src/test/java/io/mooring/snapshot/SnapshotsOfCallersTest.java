package io.mooring.snapshot;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.idempotency.Repeatable;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.Patched;
import io.mooring.session.SessionChange;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionDocument;
import io.mooring.session.TestChanges;
import io.mooring.session.TestSessions;
import io.mooring.turn.TestTurns;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotsOfCallersTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Snapshot.Wanted MANUAL = Snapshot.Wanted.because(SnapshotReason.MANUAL);
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));
  private static final Caller AUDREY = new Caller("default", "audrey", Set.of(Role.AUDITOR));
  private static final Caller STRANGER = new Caller("other", "ann", Set.of(Role.ADMIN));

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private TestSessions node;
  private Path workdir;

  private String session(TestDatabase.Kind kind) throws IOException {
    TestDatabase database = DATABASES.get(kind);
    TestSnapshots.forget(database);
    node = new TestSessions(database, agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    TestSnapshots.bind(node, new TestSnapshots.Keys(), directory.resolve("store"));
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    return node.sessionIn(workdir, true);
  }

  @AfterEach
  void clear() throws Exception {
    node.get(CaptureThreads.class).end(Duration.ofSeconds(5));
    node.close();
    agent.close();
  }

  private SnapshotDocument take(String session) {
    return node.get(TakeSnapshot.class).now(SYSTEM, session, MANUAL);
  }

  private SnapshotDocument read(String id) {
    return node.get(ReadSnapshots.class).get(ANN, id);
  }

  private SnapshotDocument change(String id, SnapshotChange change) {
    return node.get(ChangeSnapshot.class).change(ANN, id, change, Optional.empty());
  }

  private void delete(String id) {
    node.get(ChangeSnapshot.class).delete(ANN, id, Optional.empty());
  }

  private static String code(Runnable call) {
    return catchThrowableOfType(Problem.class, call::run).code();
  }

  @ParameterizedTest
  @EnumSource
  void aHeldSnapshotIsNotDeletedAndOneThatIsDeletedIsNotFound(TestDatabase.Kind kind)
      throws IOException {
    String session = session(kind);
    SnapshotDocument first = take(session);
    SnapshotDocument second = take(session);
    assertThat(node.read(session).lastSnapshot().map(SessionDocument.LastSnapshot::id))
        .contains(second.id());

    SnapshotDocument held =
        change(second.id(), new SnapshotChange(Patched.to(true), Patched.to("keep")));
    assertThat(held.hold()).isTrue();
    assertThat(held.label()).contains("keep");
    assertThat(code(() -> delete(second.id()))).isEqualTo("on-hold");
    assertThat(
            code(
                () ->
                    node.get(ChangeSnapshot.class)
                        .delete(ANN, second.id(), Optional.of(first.version()))))
        .isEqualTo("version-differs");
    change(second.id(), new SnapshotChange(Patched.to(false), Patched.cleared()));
    delete(second.id());

    assertThat(TestAudit.lines(node.get(AuditSteps.class), second.id()))
        .containsExactly(
            "ann snapshot.hold {\"hold\":\"true\"}",
            "ann snapshot.hold {\"hold\":\"false\"}",
            "ann snapshot.deleted {}");
    assertThat(code(() -> read(second.id()))).isEqualTo("snapshot-not-found");
    assertThat(code(() -> delete(second.id()))).isEqualTo("snapshot-not-found");
    assertThat(node.read(session).lastSnapshot().map(SessionDocument.LastSnapshot::id))
        .contains(first.id());
    delete(first.id());
    assertThat(node.read(session).lastSnapshot()).isEmpty();
    assertThat(node.get(ReadSnapshots.class).list(ANN, session, Optional.empty(), 9)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aListGoesOnWhereItEnded(TestDatabase.Kind kind) throws IOException {
    String session = session(kind);
    List<String> taken = List.of(take(session).id(), take(session).id(), take(session).id());
    ReadSnapshots snapshots = node.get(ReadSnapshots.class);

    var page = snapshots.list(ANN, session, Optional.empty(), 1);
    assertThat(page).extracting(p -> p.snapshot().id()).containsExactly(taken.get(2), taken.get(1));
    assertThat(snapshots.list(ANN, session, Optional.of(page.get(0).place()), 5))
        .extracting(p -> p.snapshot().id())
        .containsExactly(taken.get(1), taken.get(0));
  }

  @Test
  void nobodySeesWhatIsNotTheirsAndAuditorsChangeNothing() throws IOException {
    String session = session(TestDatabase.Kind.DERBY);
    String id = take(session).id();
    ReadSnapshots snapshots = node.get(ReadSnapshots.class);
    ChangeSnapshot changes = node.get(ChangeSnapshot.class);
    SnapshotContents contents = node.get(SnapshotContents.class);
    TakeSnapshot taking = node.get(TakeSnapshot.class);

    for (Caller other : List.of(BOB, STRANGER)) {
      assertThat(code(() -> snapshots.get(other, id))).isEqualTo("snapshot-not-found");
      assertThat(code(() -> snapshots.list(other, session, Optional.empty(), 5)))
          .isEqualTo("session-not-found");
      assertThat(code(() -> changes.delete(other, id, Optional.empty())))
          .isEqualTo("snapshot-not-found");
      assertThat(code(() -> contents.files(other, id, 0, 5))).isEqualTo("snapshot-not-found");
      assertThat(code(() -> contents.archive(other, id))).isEqualTo("snapshot-not-found");
      assertThat(code(() -> taking.begin(other, session, MANUAL, Optional.empty())))
          .isEqualTo("session-not-found");
    }
    assertThat(snapshots.get(AUDREY, id).id()).isEqualTo(id);
    assertThatThrownBy(() -> changes.delete(AUDREY, id, Optional.empty()))
        .isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> taking.begin(AUDREY, session, MANUAL, Optional.empty()))
        .isInstanceOf(Forbidden.class);
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatedRequestGivesTheSameSnapshot(TestDatabase.Kind kind) throws IOException {
    String session = session(kind);
    TakeSnapshot taking = node.get(TakeSnapshot.class);
    Optional<Repeatable> request = Optional.of(Repeatable.of("again-" + session, "POST", "{}"));

    SnapshotDocument begun = taking.begin(ANN, session, MANUAL, request);
    assertThat(begun.state()).isEqualTo(SnapshotState.TAKING);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> read(begun.id()).state() == SnapshotState.COMPLETE);

    assertThat(taking.begin(ANN, session, MANUAL, request).id()).isEqualTo(begun.id());
    assertThatThrownBy(
            () ->
                taking.begin(
                    ANN,
                    session,
                    MANUAL,
                    Optional.of(Repeatable.of("again-" + session, "POST", "{\"hold\":true}"))))
        .isInstanceOf(InvalidValue.class);
  }

  @Test
  void theArchiveHoldsWhatWasThereByteByByte() throws IOException {
    String session = session(TestDatabase.Kind.DERBY);
    byte[] large = new byte[3_000_000];
    new Random(7).nextBytes(large);
    Path deep = Files.createDirectories(workdir.resolve("d".repeat(120)).resolve("e"));
    Files.write(deep.resolve("large.bin"), large);
    Files.writeString(workdir.resolve("a\nSet-Cookie: b\r.txt"), "hostile");
    Files.writeString(workdir.resolve("käse.txt"), "cheese");
    Files.createSymbolicLink(workdir.resolve("out"), Path.of("/etc/passwd"));
    Files.createDirectory(workdir.resolve("empty"));
    SnapshotDocument taken = take(session);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SnapshotArchive archive = node.get(SnapshotContents.class).archive(ANN, taken.id())) {
      archive.writeTo(bytes);
    }

    Map<String, String> found = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new ZstdInputStream(new ByteArrayInputStream(bytes.toByteArray())), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        byte[] content = tar.readAllBytes();
        if (entry.getName().endsWith("large.bin")) {
          assertThat(content).isEqualTo(large);
        }
        found.put(
            entry.getName(),
            entry.isSymbolicLink()
                ? "-> " + entry.getLinkName()
                : entry.isDirectory() || content.length > 100
                    ? ""
                    : new String(content, StandardCharsets.UTF_8));
      }
    }
    String long120 = "d".repeat(120);
    assertThat(found)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a\nSet-Cookie: b\r.txt",
                "hostile",
                "käse.txt",
                "cheese",
                "out",
                "-> /etc/passwd",
                "empty/",
                "",
                long120 + "/",
                "",
                long120 + "/e/",
                "",
                long120 + "/e/large.bin",
                ""));
    List<SnapshotFile> page = node.get(SnapshotContents.class).files(ANN, taken.id(), 1, 2);
    assertThat(page).hasSize(3);
    assertThat(page.get(0).path()).contains(long120);
    assertThat(page.get(0).mode()).isPresent();
  }

  @Test
  void aReceiverThatGoesAwayLeavesAnArchiveWithoutAnEnd() throws IOException {
    String session = session(TestDatabase.Kind.DERBY);
    byte[] large = new byte[4_000_000];
    new Random(8).nextBytes(large);
    Files.write(workdir.resolve("large.bin"), large);
    SnapshotDocument taken = take(session);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    OutputStream leaving =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (got.size() > 1_000_000) {
              throw new IOException("gone");
            }
            got.write(bytes, offset, length);
          }
        };

    try (SnapshotArchive archive = node.get(SnapshotContents.class).archive(ANN, taken.id())) {
      assertThatThrownBy(() -> archive.writeTo(leaving))
          .isInstanceOf(SnapshotArchive.ReceiverGone.class);
    }

    assertThatThrownBy(
            () -> new ZstdInputStream(new ByteArrayInputStream(got.toByteArray())).readAllBytes())
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsBeyondAQuotaIsNotTakenAndWhatWasStays(TestDatabase.Kind kind) throws IOException {
    String session = session(kind);
    node.settings.put("mooring.snapshot.session-quota", "200KiB");
    SnapshotDocument first = take(session);
    byte[] noise = new byte[400_000];
    new Random(9).nextBytes(noise);
    Files.write(workdir.resolve("noise"), noise);

    Problem refused = catchThrowableOfType(Problem.class, () -> take(session));

    assertThat(refused.facts()).containsEntry("failure", "quota-exceeded");
    assertThat(read(first.id()).state()).isEqualTo(SnapshotState.COMPLETE);
    assertThat(node.incidents).isEmpty();
    assertThat(
            node.get(TakeSnapshot.class)
                .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.BEFORE_DELETE))
                .state())
        .isEqualTo(SnapshotState.COMPLETE);
    assertThat(catchThrowableOfType(Problem.class, () -> take(session)).facts())
        .containsEntry("failure", "quota-exceeded");
  }

  @Test
  void whatASessionExcludesIsLeftOut() throws IOException {
    String session = session(TestDatabase.Kind.DERBY);
    Files.writeString(workdir.resolve("a.iso"), "image");
    Files.writeString(workdir.resolve("b.txt"), "text");
    SessionChange change =
        TestChanges.snapshots(Patched.to("{\"enabled\":false,\"exclude\":[\"*.iso\"]}"));
    node.get(SessionChanges.class).change(ANN, session, change, Optional.empty());

    assertThat(take(session).files()).isEqualTo(1);
    assertThat(node.read(session).snapshots().orElseThrow().enabled()).isFalse();
    assertThat(node.get(SnapshotClaims.class).claimIdle(SYSTEM, session)).isEmpty();
  }
}
