package io.mooring.snapshot;

import static io.mooring.snapshot.HostileManifest.damaged;
import static io.mooring.snapshot.HostileManifest.line;
import static io.mooring.snapshot.HostileManifest.refused;
import static io.mooring.snapshot.HostileManifest.restored;

import com.github.luben.zstd.Zstd;
import io.mooring.snapshot.HostileManifest.Forging;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.ChunkId;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.restore.RestoreLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a manifest could try. */
final class HostileManifests {
  private static final String ELSEWHERE = "a name that leads elsewhere";
  private static final String NO_FOLDER = "a name in something that is no directory";
  private static final String TWICE = "a name twice, or out of order";
  private static final String CLASH = "two names that are the same";
  private static final String OUT = "a link out of the workdir";
  private static final String KIND = "an entry of no known kind, or with fields of another";
  private static final String LIMITS = "not JSON, or beyond its limits";
  private static final String ID = "A".repeat(43);
  private static final Chunk NOWHERE = new Chunk(new ChunkId(7, 7, 7, 7), 10);

  private HostileManifests() {}

  static Stream<HostileManifest> all() {
    return Stream.of(
            names(), links(), throughLinks(), kinds(), clashes(), orders(), values(), sizes())
        .flatMap(cases -> cases);
  }

  /** With {@link #all()}, the rest. */
  static Stream<HostileManifest> contents() {
    return Stream.of(bombs(), lines(), shown()).flatMap(cases -> cases);
  }

  private static Stream<HostileManifest> names() {
    return Stream.of(
        refused("an absolute name", NO_FOLDER, file("/nowhere/x")),
        refused(
            "an absolute name of what is there",
            NO_FOLDER,
            (forge, outside) -> forge.entries(List.of(file(outside + "/victim"))).manifest()),
        refused("an absolute directory", NO_FOLDER, folder("/nowhere")),
        refused("an absolute link", NO_FOLDER, new Entry.Link("/nowhere/x", 0, "x")),
        refused("the root", NO_FOLDER, folder("/")),
        refused("two slashes first", NO_FOLDER, file("//nowhere/x")),
        refused("the directory above", ELSEWHERE, folder("..")),
        refused("a file above", NO_FOLDER, file("../victim")),
        refused("a file above, whose way is named", ELSEWHERE, folder(".."), file("../victim")),
        refused("a link above", NO_FOLDER, new Entry.Link("../link", 0, "x")),
        refused("the directory itself", ELSEWHERE, folder(".")),
        refused("a file in the directory itself", ELSEWHERE, folder("."), file("./x")),
        refused("up at the end", ELSEWHERE, folder("a"), folder("a/..")),
        refused(
            "down and further up",
            ELSEWHERE,
            folder("a"),
            folder("a/.."),
            folder("a/../.."),
            file("a/../../victim")),
        refused("a dot on the way", ELSEWHERE, folder("a"), folder("a/."), file("a/./b")),
        refused("an empty part", NO_FOLDER, folder("a"), file("a//b")),
        refused("a slash at the end", ELSEWHERE, folder("a"), file("a/")),
        refused("an empty name", "an empty name", file("")),
        refused("a NUL", "a name with a NUL", file("victim\0.txt")),
        refused("a NUL alone", "a name with a NUL", file("\0")),
        refused("half a character", "a name that no bytes are", raw("path", "half\\ud800")),
        refused(
            "dots and a slash as if they were no UTF-8",
            "a name that no bytes are",
            raw("path", "\\udc2e\\udc2e\\udc2fvictim")),
        refused(
            "UTF-8 as if it were none", "a name that no bytes are", raw("path", "\\udcc3\\udca4")),
        refused("a name of 256 bytes", "a name too long", file("x".repeat(256))),
        refused(
            "a name of 128 letters and 256 bytes", "a name too long", file("\u00e4".repeat(128))),
        refused(
            "a path of 4 KiB", "a path too long", file(("z".repeat(255) + "/").repeat(16) + "x")),
        refused("a directory too deep", "a name deeper than 16", deep(18)),
        restored("backslashes", Set.of("..%5Cvictim"), file("..\\victim")),
        restored("a drive", Set.of("C:%5Cvictim"), file("C:\\victim")),
        restored(
            "letters that look like dots and slashes",
            Set.of("%EF%BC%8E%EF%BC%8E%E2%88%95victim"),
            file("\uFF0E\uFF0E\u2215victim")),
        restored(
            "dots and a slash in overlong UTF-8",
            Set.of("%C0%AE%C0%AE%C0%AFvictim"),
            file("\uDCC0\uDCAE\uDCC0\uDCAE\uDCC0\uDCAFvictim")),
        restored("three dots", Set.of("..."), file("...")),
        restored("an option", Set.of("-rf"), file("-rf")),
        restored("a home", Set.of("~/", "~/.ssh"), folder("~"), file("~/.ssh")),
        restored(
            "the name that a restore probes with", Set.of("mooring-probe"), file("mooring-probe")));
  }

  /** Refused when asked; else as they were, and never followed. */
  private static Stream<HostileManifest> links() {
    return Stream.concat(
        Stream.of(
            refused("a link up, when asked", OUT, link("..")),
            refused("a link far up, when asked", OUT, link("../../..")),
            refused("a link beside, when asked", OUT, link("../victim")),
            refused("an absolute link, when asked", OUT, link("/etc/passwd")),
            refused("a link to the root, when asked", OUT, link("/")),
            refused("a link back in by an absolute way, when asked", OUT, link("/proc/self/cwd/x")),
            refused("a link down and further up, when asked", OUT, link("a/../../x")),
            refused("a link with a dot, up, when asked", OUT, link("./..")),
            refused("a link with empty parts, up, when asked", OUT, link("a//../..")),
            refused("a link of a part above its directory, when asked", OUT, folder("d"), below()),
            refused("a link to nothing", "an empty name or target", link("")),
            refused("a link with a NUL", "a name with a NUL", link("a\0b")),
            refused("a link to half a character", "no bytes are", raw("target", "half\\ud800")),
            refused("a link longer than any", "a path too long", link("x/".repeat(2_100)))),
        Stream.of(
            restored("a link up", Set.of("link/"), link("..")),
            restored("a link to itself", Set.of("link"), link("link")),
            restored("a link to memory", Set.of("link"), link("/proc/self/mem")),
            restored("a link to zeros without end", Set.of("link"), link("/dev/zero")),
            restored("a link with a line feed", Set.of("link"), link("../a\nb"))));
  }

  private static Entry.Link below() {
    return new Entry.Link("d/link", 0, "../../victim");
  }

  private static Stream<HostileManifest> throughLinks() {
    Entry.Link up = new Entry.Link("dir", 0, "..");
    return Stream.of(
            refused("a file through a link up", NO_FOLDER, up, file("dir/victim")),
            refused("a file through a link to here", NO_FOLDER, link("."), file("link/x")),
            refused(
                "a file through an absolute link",
                NO_FOLDER,
                (forge, outside) ->
                    forge.entries(List.of(link(outside.toString()), file("link/made"))).manifest()),
            refused("a directory through a link", NO_FOLDER, up, folder("dir/made")),
            refused("a link through a link", NO_FOLDER, up, new Entry.Link("dir/made", 0, "x")),
            refused(
                "a file through a link further down",
                NO_FOLDER,
                folder("d"),
                new Entry.Link("d/l", 0, "../.."),
                file("d/l/victim")),
            refused(
                "a file through two links",
                NO_FOLDER,
                new Entry.Link("a", 0, "b"),
                new Entry.Link("b", 0, ".."),
                file("b/victim")),
            refused(
                "a file where a link dangles",
                TWICE,
                new Entry.Link("made", 0, "../made"),
                file("made")),
            refused("a directory where a link is", TWICE, up, folder("dir")),
            refused("a link where a directory is", TWICE, folder("dir"), up),
            refused("a link where a full directory is", TWICE, folder("dir"), file("dir/a"), up),
            refused("a file below a file", NO_FOLDER, file("dir"), file("dir/x")))
        // Links out are kept here: what is made through them is refused all the same.
        .map(
            each ->
                each.within(
                    HostileManifest.STRICT.with(
                        RestoreLimits.Clashes.REFUSE, RestoreLimits.OutsideLinks.KEEP)));
  }

  private static Stream<HostileManifest> kinds() {
    String rest = "\"mode\":420,\"mtime\":0}";
    return Stream.of(
        line(
            "a hard link out",
            KIND,
            "{\"path\":\"x\",\"kind\":\"hardlink\",\"target\":\"/etc/passwd\",\"mtime\":0}"),
        line(
            "a hard link up",
            KIND,
            "{\"path\":\"x\",\"kind\":\"hardlink\",\"target\":\"../victim\",\"mtime\":0}"),
        line(
            "a file with a target",
            KIND,
            "{\"path\":\"x\",\"kind\":\"link\",\"size\":0,\"target\":\"../victim\",\"mtime\":0}"),
        line("a device", KIND, "{\"path\":\"x\",\"kind\":\"device\"," + rest),
        line("a fifo", KIND, "{\"path\":\"x\",\"kind\":\"fifo\"," + rest),
        line("a socket", KIND, "{\"path\":\"x\",\"kind\":\"socket\"," + rest),
        line("no kind", KIND, "{\"path\":\"x\"," + rest),
        line(
            "an owner",
            "a field that is not known",
            "{\"path\":\"x\",\"kind\":\"folder\",\"owner\":0," + rest));
  }

  private static Stream<HostileManifest> clashes() {
    return Stream.of(
        refused("case", CLASH, file("README"), file("readme")),
        refused("the case of a directory", CLASH, folder("A"), file("A/x"), folder("a")),
        refused("the case of git's directory", CLASH, folder(".GIT"), folder(".git")),
        refused("a directory and a link", CLASH, new Entry.Link("A", 0, "x"), folder("a")),
        refused("a sharp s", CLASH, file("Stra\u00dfe"), file("strasse")),
        refused("a ligature", CLASH, file("file"), file("\ufb01le")),
        refused("composed and decomposed", CLASH, file("e\u0301"), file("\u00e9")),
        refused("an Angstrom", CLASH, file("\u00e5"), file("\u212b")),
        refused("a Kelvin", CLASH, file("k"), file("\u212a")),
        refused("a last sigma", CLASH, file("\u03b1\u03c2"), file("\u03b1\u03c3")),
        restored(
            "case, where it counts", Set.of("README", "readme"), file("README"), file("readme")),
        restored(
            "forms, where they count",
            Set.of("e%CC%81", "%C3%A9"),
            file("e\u0301"),
            file("\u00e9")));
  }

  private static Stream<HostileManifest> orders() {
    return Stream.of(
        refused("a file twice", TWICE, file("x"), file("x")),
        refused("a directory twice", TWICE, folder("dir"), folder("dir")),
        refused("a file and a directory", TWICE, file("dir"), folder("dir")),
        refused("backwards", TWICE, file("b"), file("a")),
        refused("below what was left", NO_FOLDER, folder("dir"), file("e"), file("dir/late")),
        refused("below another of that beginning", NO_FOLDER, folder("dir"), file("dir2/x")),
        refused("below nothing", NO_FOLDER, file("dir/x")));
  }

  private static Stream<HostileManifest> values() {
    String sum = "a file whose chunks are not as long as itself";
    String mode = "a mode beyond the permission bits";
    Chunk chunk = new Chunk(new ChunkId(1, 2, 3, 4), 10);
    return Stream.of(
        refused("setuid", mode, new Entry.File("f", 04755, 0, 0, null, false, List.of())),
        refused("setgid on a directory", mode, new Entry.Folder("d", 02755, 0)),
        refused("a sticky bit", mode, new Entry.Folder("d", 01777, 0)),
        refused(
            "a kind in the mode", mode, new Entry.File("f", 0100644, 0, 0, null, false, List.of())),
        refused("longer than its chunks", sum, file("f", 11, chunk)),
        refused("shorter than its chunks", sum, file("f", 9, chunk)),
        refused("chunks of an empty file", sum, file("f", 0, chunk)),
        refused("more than all disks", "more than 1000000 bytes", file("f", Long.MAX_VALUE)),
        damaged(
            "a chunk that is nowhere",
            "in none of the snapshot's packs",
            of(file("f", 10, NOWHERE))),
        totals("more names than there are", new Manifest.Totals(2, 1, 5, 0, 0, 0)),
        totals("fewer files than there are", new Manifest.Totals(1, 0, 5, 0, 0, 0)),
        totals("more bytes than there are", new Manifest.Totals(1, 1, 6, 0, 0, 0)),
        totals("nothing at all", new Manifest.Totals(0, 0, 0, 0, 0, 0)));
  }

  private static HostileManifest totals(String name, Manifest.Totals totals) {
    return damaged(
        "totals: " + name,
        "not what it counts",
        (forge, outside) -> forge.entries(List.of(forge.file("x", "hello"))).manifest(totals));
  }

  private static Stream<HostileManifest> sizes() {
    return Stream.of(
        refused("100,001 names", "more than 100000 names", of(many(100_001)))
            .within(RestoreLimits.DEFAULT),
        refused("a name too many", "more than 1000 names", of(many(1_001))),
        refused(
            "a name too many, and one counted",
            "more than 1000 names",
            (forge, outside) ->
                forge.entries(many(1_001)).manifest(new Manifest.Totals(1, 0, 0, 0, 0, 0))),
        refused(
            "a byte too many",
            "more than 1000000 bytes",
            (forge, outside) -> {
              Chunk chunk = forge.chunk(new byte[500_001]);
              return forge
                  .entries(List.of(file("a", 500_001, chunk), file("b", 500_001, chunk)))
                  .manifest();
            }),
        refused(
            "a byte too many, and none counted",
            "more than 1000000 bytes",
            (forge, outside) -> {
              Chunk chunk = forge.chunk(new byte[500_001]);
              return forge
                  .entries(List.of(file("a", 500_001, chunk), file("b", 500_001, chunk)))
                  .manifest(new Manifest.Totals(2, 2, 0, 0, 0, 0));
            }),
        refused(
                "4 MiB of zeros 30,000 times",
                "more than 107374182400 bytes",
                (forge, outside) -> {
                  Chunk zeros = forge.chunk(new byte[Chunk.MAX_BYTES]);
                  return forge
                      .entries(
                          List.of(
                              new Entry.File(
                                  "x",
                                  0644,
                                  0,
                                  30_000L * Chunk.MAX_BYTES,
                                  null,
                                  false,
                                  Collections.nCopies(30_000, zeros))))
                      .manifest();
                })
            .within(RestoreLimits.DEFAULT));
  }

  private static Stream<HostileManifest> bombs() {
    String long_ = "a chunk";
    return Stream.of(
            damaged("4 MiB in a chunk of 1 byte", long_, bomb(1)),
            damaged("4 MiB in a chunk of 1,000 bytes", long_, bomb(1_000)),
            damaged("a byte more than the chunk has", long_, bomb(Chunk.MAX_BYTES - 1)),
            damaged(
                "4 MiB in a segment of 100 bytes",
                long_,
                (forge, outside) -> forge.segmentOf(forge.chunkOf(named(100), frame())).manifest()),
            damaged("content under another name", long_, method(0)),
            damaged("an unknown way to compress", long_, method(2)),
            damaged("another one", long_, method(127)))
        .map(each -> each.within(RestoreLimits.DEFAULT));
  }

  private static Forging bomb(int declared) {
    return (forge, outside) ->
        forge
            .entries(List.of(file("x", declared, forge.chunkOf(named(declared), frame()))))
            .manifest();
  }

  private static Chunk named(int declared) {
    return new Chunk(new ChunkId(declared, 2, 3, 4), declared);
  }

  /** 4 MiB of zeros as a chunk is sealed. */
  private static byte[] frame() {
    byte[] frame = Zstd.compress(new byte[Chunk.MAX_BYTES], 19);
    byte[] plain = new byte[1 + frame.length];
    plain[0] = 1;
    System.arraycopy(frame, 0, plain, 1, frame.length);
    return plain;
  }

  private static Forging method(int method) {
    return (forge, outside) -> {
      byte[] plain = "?not what it is named after".getBytes(StandardCharsets.UTF_8);
      plain[0] = (byte) method;
      Chunk chunk = new Chunk(new ChunkId(9, 9, 9, method), plain.length - 1);
      return forge
          .entries(List.of(file("x", chunk.length(), forge.chunkOf(chunk, plain))))
          .manifest();
    };
  }

  private static Stream<HostileManifest> lines() {
    String file = "{\"path\":\"x\",\"kind\":\"file\",\"mode\":420,\"mtime\":0,\"size\":0";
    String folder = "\"kind\":\"folder\",\"mode\":493,\"mtime\":0}";
    String impossible = "a chunk of an impossible length";
    return Stream.of(
        line("a list", "an entry that is no object", "[]"),
        line("a number", "an entry that is no object", "1"),
        line("null", "an entry that is no object", "null"),
        line("half a line", LIMITS, "{"),
        line("nothing in a line", KIND, "{}"),
        line("depth", "should be text", "{\"path\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
        line("a number for a name", "should be text", "{\"path\":7," + folder),
        line("a name twice in a line", LIMITS, "{\"path\":\"x\",\"path\":\"..\"," + folder),
        line("a name as bytes that is text", "as bytes", "{\"pathBytes\":\"Li4=\"," + folder),
        line("a name as bytes that are none", LIMITS, "{\"pathBytes\":\"no base64!\"," + folder),
        line("a name of 20 KiB", LIMITS, "{\"path\":\"" + "x".repeat(20_480) + "\"," + folder),
        line("a field of 1 KiB", LIMITS, "{\"" + "x".repeat(1_024) + "\":1," + folder),
        line(
            "a negative mode",
            KIND,
            "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":-1,\"mtime\":0}"),
        line(
            "half a mode",
            "should be an integer",
            "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":4.5,\"mtime\":0}"),
        line(
            "a time beyond all",
            LIMITS,
            "{\"path\":\"x\",\"kind\":\"folder\",\"mode\":493,\"mtime\":9223372036854775808}"),
        line("a negative size", KIND, file.replace("\"size\":0", "\"size\":-5") + "}"),
        line("a chunk of no name", "", file + ",\"chunks\":[\"AA\",1]}"),
        line("a chunk of a number", "should be text", file + ",\"chunks\":[1,1]}"),
        line("a chunk of 4 MiB and a byte", impossible, chunk(file, "4194305")),
        line("an empty chunk", impossible, chunk(file, "0")),
        line("a negative chunk", impossible, chunk(file, "-1")),
        line("chunks of no file", "chunks of no file", "{\"more\":[]}"),
        line(
            "chunks of a directory",
            "more chunks than",
            "{\"path\":\"x\"," + folder + "{\"more\":[]}"));
  }

  private static String chunk(String file, String length) {
    return file + ",\"chunks\":[\"" + ID + "\"," + length + "]}";
  }

  /** Names that would like to be a line of a log, a header or a command of a terminal. */
  private static Stream<HostileManifest> shown() {
    return Stream.of(
        refused("a line feed", "a\\u{a}2026 ERROR b/x", file("a\n2026 ERROR b/x")),
        refused("a header", "a\\u{d}\\u{a}Set-Cookie: b/x", file("a\r\nSet-Cookie: b/x")),
        refused("a color", "a\\u{1b}[31m/x", file("a\u001b[31m/x")),
        refused("a terminal's command in one byte", "a\\u{9b}2J/x", file("a\u009b2J/x")),
        refused("text turned round", "a\\u{202e}txt.exe/x", file("a\u202etxt.exe/x")),
        refused("nothing to be seen", "a\\u{200b}\\u{feff}/x", file("a\u200b\ufeff/x")),
        refused("a line's end in Unicode", "a\\u{2028}b\\u{85}/x", file("a\u2028b\u0085/x")),
        refused("an escape of ours", "a\\\\u{a}/x", file("a\\u{a}/x")),
        refused("bytes", "a\\xff/x", file("a\uDCFF/x")),
        refused("a lookup", ": ${jndi:ldap://x}/{0}%n", file("${jndi:ldap://x}/{0}%n")),
        refused("a very long one", "…", file("\u202e".repeat(50) + "/x")),
        restored("a line feed in a name", Set.of("a%0Ab"), file("a\nb")),
        restored(
            "a header in a name", Set.of("a%0D%0ASet-Cookie:%20b"), file("a\r\nSet-Cookie: b")),
        restored("a color in a name", Set.of("%1B%5B31m"), file("\u001b[31m")),
        restored("a name turned round", Set.of("%E2%80%AEexe"), file("\u202eexe")));
  }

  private static Forging of(Entry... entries) {
    return of(Arrays.asList(entries));
  }

  private static Forging of(List<Entry> entries) {
    return (forge, outside) -> forge.entries(entries).manifest();
  }

  /** A name as JSON has it. */
  private static Forging raw(String field, String json) {
    String link = "{\"path\":\"l\",\"kind\":\"link\",\"mtime\":0,\"target\":\"x\"}";
    String value = "\"" + field + "\":\"" + (field.equals("path") ? "l" : "x") + "\"";
    return (forge, outside) ->
        forge
            .segment(link.replace(value, "\"" + field + "\":\"" + json + "\""))
            .manifest(new Manifest.Totals(1, 0, 0, 0, 0, 0));
  }

  private static List<Entry> many(int names) {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      many.add(folder(String.format("f%06d", i)));
    }
    return many;
  }

  private static Entry[] deep(int levels) {
    Entry[] deep = new Entry[levels];
    for (int i = 0; i < levels; i++) {
      deep[i] = folder("a" + "/a".repeat(i));
    }
    return deep;
  }

  private static Entry.Folder folder(String path) {
    return new Entry.Folder(path, 0755, 0);
  }

  private static Entry.Link link(String target) {
    return new Entry.Link("link", 0, target);
  }

  private static Entry.File file(String path) {
    return file(path, 0);
  }

  private static Entry.File file(String path, long size, Chunk... chunks) {
    return new Entry.File(path, 0644, 0, size, null, false, List.of(chunks));
  }
}
