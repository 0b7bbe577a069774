package io.mooring.snapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.Forge;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.ChunkId;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.restore.RestoreLimits.Clashes;
import io.mooring.snapshot.restore.RestoreLimits.OutsideLinks;
import io.mooring.snapshot.store.DirectoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests with the right seal and the wrong intent: refused, and nothing of them is left. */
class HostileManifestTest {
  private static final RestoreLimits STRICT =
      RestoreLimits.DEFAULT
          .with(Clashes.REFUSE, OutsideLinks.REFUSE)
          .withMost(1_000, 1_000_000, 16);

  @TempDir Path directory;
  private DirectoryStore store;
  private Path beside;

  @BeforeEach
  void aDirectoryWithSomethingToLose() throws IOException {
    beside = Files.createDirectory(directory.resolve("beside"));
    Trees.file(beside, "target/precious", new byte[] {1});
    Trees.file(beside, "victim", new byte[] {2});
    store = new DirectoryStore(directory.resolve("store"));
  }

  @AfterEach
  void nothingEscapedAndNothingIsLeft() throws IOException {
    assertThat(Trees.describe(beside).keySet())
        .containsExactly("target/", "target/precious", "victim");
    assertThat(Files.readAllBytes(beside.resolve("victim"))).containsExactly(2);
    try (Stream<Path> names = Files.list(directory)) {
      assertThat(names.map(p -> p.getFileName().toString())).isSubsetOf("beside", "store");
    }
  }

  private void restore(Manifest manifest, RestoreLimits limits) throws IOException {
    new SnapshotKit(store).with(limits).restore(manifest, beside.resolve("target"));
  }

  /** One file of this name, and all directories that it says it is in. */
  static Stream<String> names() {
    return Stream.of(
        "/etc/passwd",
        "/",
        "//x",
        "../victim",
        "..",
        ".",
        "./x",
        "a/..",
        "a/../../victim",
        "a/./b",
        "a//b",
        "a/",
        "",
        "../beside/victim",
        "a/b/../../../victim",
        "nul\0name",
        "\0",
        "half\uD800",
        "\uDC41",
        "\uDC7F",
        "\uDCC3\uDCA4",
        "x".repeat(256),
        "ä".repeat(128),
        "d/" + "y".repeat(300),
        "a/".repeat(17) + "x",
        "a/".repeat(2_000) + "x",
        ("z".repeat(255) + "/").repeat(16) + "x");
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesANameThatLeadsElsewhereOrCannotBe(String name) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      entries.add(new Entry.Folder(name.substring(0, slash), 0755, 0));
    }
    refused(entries, new Entry.File(name, 0644, 0, 0, null, false, List.of()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesSuchALinkAndSuchADirectory(String name) {
    EntryCheck check = new EntryCheck(STRICT, false, 100);
    assertThatThrownBy(() -> check.check(new Entry.Link(name, 0, "x")))
        .isInstanceOf(SnapshotRefused.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\0"));
    EntryCheck other = new EntryCheck(STRICT, false, 100);
    assertThatThrownBy(() -> other.check(new Entry.Folder(name, 0755, 0)))
        .isInstanceOf(SnapshotRefused.class);
  }

  static Stream<List<Entry>> trees() {
    Entry.Folder dir = new Entry.Folder("dir", 0755, 0);
    Entry.Link link = new Entry.Link("dir", 0, "..");
    return Stream.of(
        List.of(file("dir/x")),
        List.of(link, file("dir/victim")),
        List.of(new Entry.Link("dir", 0, "."), file("dir/x")),
        List.of(file("dir"), file("dir/x")),
        List.of(file("x"), file("x")),
        List.of(dir, dir),
        List.of(dir, link),
        List.of(link, dir),
        List.of(file("dir"), dir),
        List.of(dir, file("dir/a"), file("dir/a")),
        List.of(dir, file("dir/a"), new Entry.Link("dir/a", 0, "b")),
        List.of(dir, new Entry.Link("dir/a", 0, "b"), file("dir/a")),
        List.of(file("b"), file("a")),
        List.of(dir, file("e"), file("dir/late")),
        List.of(dir, file("dir-x"), file("dir/late")),
        List.of(dir, file("dir2/x")),
        List.of(file("README"), file("readme")),
        List.of(file("Stra\u00dfe"), file("strasse")),
        List.of(file("e\u0301"), file("\u00e9")),
        List.of(file("\u212b"), file("\u00e5")),
        List.of(new Entry.Folder("A", 0755, 0), file("A/x"), new Entry.Folder("a", 0755, 0)),
        List.of(new Entry.Folder(".GIT", 0755, 0), new Entry.Folder(".git", 0755, 0)));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void refusesATreeThatIsNone(List<Entry> entries) throws IOException {
    refused(entries.subList(0, entries.size() - 1), entries.get(entries.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/",
        "..",
        "../..",
        "../victim",
        "a/../../x",
        "./..",
        "a/b/../../../x",
        "",
        "nul\0",
        "half\uD800"
      })
  void refusesALinkOutOfTheWorkdirWhenAsked(String target) throws IOException {
    refused(List.of(), new Entry.Link("link", 0, target));
  }

  @Test
  void refusesATargetLongerThanAny() throws IOException {
    refused(List.of(), new Entry.Link("link", 0, "x/".repeat(2_100)));
  }

  static Stream<Entry> values() {
    Chunk chunk = new Chunk(new ChunkId(1, 2, 3, 4), 10);
    return Stream.of(
        new Entry.Folder("d", 04755, 0),
        new Entry.Folder("d", 01777, 0),
        new Entry.File("f", 04755, 0, 0, null, false, List.of()),
        new Entry.File("f", 0100644, 0, 0, null, false, List.of()),
        new Entry.File("f", 0644, 0, 11, null, false, List.of(chunk)),
        new Entry.File("f", 0644, 0, 9, null, false, List.of(chunk)),
        new Entry.File("f", 0644, 0, 0, null, false, List.of(chunk)),
        new Entry.File("f", 0644, 0, Long.MAX_VALUE, null, false, List.of()));
  }

  @ParameterizedTest
  @MethodSource("values")
  void refusesWhatNoFileCanBe(Entry entry) throws IOException {
    refused(List.of(), entry);
  }

  private void refused(List<Entry> before, Entry last) throws IOException {
    EntryCheck check = new EntryCheck(STRICT, false, 100);
    boolean early = false;
    for (Entry entry : before) {
      try {
        check.check(entry);
      } catch (SnapshotRefused e) {
        early = true;
      }
    }
    if (!early) {
      assertThatThrownBy(() -> check.check(last)).isInstanceOf(SnapshotRefused.class);
    }
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      forge.chunk(new byte[] {1});
      List<Entry> all = new ArrayList<>(before);
      all.add(last);
      Manifest manifest;
      try {
        manifest = forge.entries(all).manifest();
      } catch (IllegalArgumentException e) {
        // Not even our writer can say it.
        return;
      }
      assertThatThrownBy(() -> restore(manifest, STRICT))
          .isInstanceOfAny(SnapshotRefused.class, SnapshotDamaged.class);
    }
  }

  private static Entry.File file(String path) {
    return new Entry.File(path, 0644, 0, 0, null, false, List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "{",
        "{}",
        "null",
        "{\"path\":\"x\"}",
        "{\"path\":\"x\",\"kind\":\"device\",\"mode\":420,\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"hardlink\",\"target\":\"/etc/passwd\",\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":493,\"mtime\":0,\"size\":1}",
        "{\"path\":\"x\",\"path\":\"y\",\"kind\":\"folder\",\"mode\":493,\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":493,\"mtime\":0,\"owner\":0}",
        "{\"path\":7,\"kind\":\"folder\",\"mode\":493,\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":-1,\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":4.5,\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":493,\"mtime\":99999999999999999999999}",
        "{\"path\":\"x\",\"kind\":\"link\",\"mtime\":0}",
        "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":-5}",
        "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":0,\"chunks\":[\"AA\",1]}",
        "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":0,\"chunks\":[1,1]}",
        "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":0,\"chunks\":"
            + "[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",4194305]}",
        "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":0,\"chunks\":"
            + "[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",0]}",
        "{\"more\":[]}",
        "{\"pathBytes\":\"not base64!\",\"kind\":\"folder\",\"mode\":493,\"mtime\":0}",
        "{\"path\":{\"a\":{\"b\":{\"c\":{\"d\":1}}}},\"kind\":\"folder\"}",
        "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":493,\"mtime\":0}{\"more\":[]}"
      })
  void refusesLinesThatNoWriterWrites(String json) throws IOException {
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      Manifest manifest = forge.segment(json).manifest();

      assertThatThrownBy(() -> restore(manifest, STRICT))
          .isInstanceOfAny(SnapshotDamaged.class, SnapshotRefused.class);
    }
  }

  @Test
  void refusesMoreThanItsLimits() throws IOException {
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      List<Entry> many = new ArrayList<>();
      for (int i = 0; i <= 1_000; i++) {
        many.add(file(String.format("f%05d", i)));
      }
      Manifest manifest = forge.entries(many).manifest();

      assertThatThrownBy(() -> restore(manifest, STRICT))
          .isInstanceOf(SnapshotRefused.class)
          .hasMessageContaining("1000 names");
    }
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      Chunk chunk = forge.chunk(new byte[600_000]);
      Manifest manifest =
          forge
              .entries(
                  List.of(
                      new Entry.File("a", 0644, 0, 600_000, null, false, List.of(chunk)),
                      new Entry.File("b", 0644, 0, 600_000, null, false, List.of(chunk))))
              .manifest();

      assertThatThrownBy(() -> restore(manifest, STRICT)).isInstanceOf(SnapshotRefused.class);
    }
  }

  @Test
  void refusesTotalsThatAreNotTheSum() throws IOException {
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      forge.entries(List.of(forge.file("x", "hello")));
      for (Manifest.Totals totals :
          List.of(
              new Manifest.Totals(2, 1, 5, 0, 0, 0),
              new Manifest.Totals(1, 0, 5, 0, 0, 0),
              new Manifest.Totals(1, 1, 6, 0, 0, 0))) {
        Manifest manifest = forge.manifest(totals);
        assertThatThrownBy(() -> restore(manifest, STRICT)).isInstanceOf(SnapshotDamaged.class);
      }
    }
  }

  /** Chunks whose plaintext says another length than their name does. */
  @Test
  void aBombIsStoppedAtItsDeclaredLength() throws IOException {
    byte[] zeros = new byte[4 * 1024 * 1024];
    byte[] frame = com.github.luben.zstd.Zstd.compress(zeros, 19);
    byte[] plain = new byte[1 + frame.length];
    plain[0] = 1;
    System.arraycopy(frame, 0, plain, 1, frame.length);
    for (int declared : new int[] {1, 1_000, zeros.length - 1}) {
      try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
        Chunk bomb = forge.chunkOf(new Chunk(new ChunkId(declared, 2, 3, 4), declared), plain);
        Manifest manifest =
            forge
                .entries(
                    List.of(new Entry.File("x", 0644, 0, declared, null, false, List.of(bomb))))
                .manifest();

        assertThatThrownBy(() -> restore(manifest, RestoreLimits.DEFAULT))
            .isInstanceOf(SnapshotDamaged.class);
      }
    }
  }

  @Test
  void contentUnderAnotherNameIsDamage() throws IOException {
    byte[] content = "not what it is named after".getBytes(StandardCharsets.UTF_8);
    for (byte method : new byte[] {0, 2, 127}) {
      try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
        byte[] plain = new byte[1 + content.length];
        plain[0] = method;
        System.arraycopy(content, 0, plain, 1, content.length);
        Chunk chunk = forge.chunkOf(new Chunk(new ChunkId(9, 9, 9, method), content.length), plain);
        Manifest manifest =
            forge
                .entries(
                    List.of(
                        new Entry.File("x", 0644, 0, content.length, null, false, List.of(chunk))))
                .manifest();

        assertThatThrownBy(() -> restore(manifest, RestoreLimits.DEFAULT))
            .isInstanceOf(SnapshotDamaged.class);
      }
    }
  }

  @Test
  void aChunkThatIsNowhereIsDamage() throws IOException {
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      Chunk none = new Chunk(new ChunkId(7, 7, 7, 7), 10);
      Manifest manifest =
          forge
              .entries(List.of(new Entry.File("x", 0644, 0, 10, null, false, List.of(none))))
              .manifest();

      assertThatThrownBy(() -> restore(manifest, RestoreLimits.DEFAULT))
          .isInstanceOf(SnapshotDamaged.class);
    }
  }

  @Test
  void whatIsRefusedIsShownEscaped() {
    EntryCheck check = new EntryCheck(STRICT, false, 100);

    assertThatThrownBy(() -> check.check(file("a\n\u001b[31m\u202e/b")))
        .hasMessageEndingWith(": a\\u{a}\\u{1b}[31m\\u{202e}/b");
  }
}
