package io.mooring.snapshot.capture;

import static io.mooring.snapshot.capture.HostileCapture.failed;
import static io.mooring.snapshot.capture.HostileCapture.kept;
import static io.mooring.snapshot.capture.HostileCapture.left;

import io.mooring.snapshot.Trees;
import io.mooring.snapshot.capture.HostileCapture.Deed;
import io.mooring.snapshot.capture.HostileCapture.Place;
import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.NativeNames;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** What an agent could try. */
final class HostileCaptures {
  private HostileCaptures() {}

  static Stream<HostileCapture> all() {
    return Stream.of(links(), names(), kinds(), depths(), workdirs(), files(), directories())
        .flatMap(cases -> cases);
  }

  private static Stream<HostileCapture> links() {
    return Stream.of(
        kept("a link to a file outside", link(place -> place.outside().resolve("secret")), "link"),
        kept("a link to a directory outside", link(Place::outside), "link/"),
        kept("a link to the root", link("/"), "link/"),
        kept("a link up", link("../../outside"), "link/"),
        kept("a link to the directory of the process", link("/proc/self/cwd"), "link/"),
        kept("a link to memory", link("/proc/self/mem"), "link"),
        kept("a link to zeros without end", link("/dev/zero"), "link"),
        kept("a link to itself", link("link"), "link"),
        kept("a link to nothing", link("../nowhere"), "link"),
        kept("a link with a line feed", link("../a\nb"), "link"),
        kept(
            "a hard link to a file outside",
            place ->
                Files.createLink(
                    place.workdir().resolve("hard"), place.outside().resolve("secret")),
            "hard"));
  }

  /** Names of fifos, which reports show; and of files, which come back byte by byte. */
  private static Stream<HostileCapture> names() {
    return Stream.of(
        shown("a line of a log", "x\n2026-01-01 ERROR", "x\\u{a}2026-01-01 ERROR"),
        shown("a header", "x\r\nSet-Cookie: y", "x\\u{d}\\u{a}Set-Cookie: y"),
        shown("a color", "\u001b[31mx", "\\u{1b}[31mx"),
        shown("a terminal's command in one byte", "\u009b2J", "\\u{9b}2J"),
        shown("text turned round", "\u202etxt.exe", "\\u{202e}txt.exe"),
        shown("nothing to be seen", "\u200b", "\\u{200b}"),
        shown("a line's end in Unicode", "a\u2028b", "a\\u{2028}b"),
        shown("an escape of ours", "\\u{a}", "\\\\u{a}"),
        shown("bytes that are no UTF-8", "\uDCFF\uDCFE", "\\xff\\xfe"),
        shown("a lookup", "${jndi:ldap:x}{0}%n", "${jndi:ldap:x}{0}%n"),
        kept("backslashes", file("..\\secret"), "..%5Csecret"),
        kept("dots in overlong UTF-8", file("\uDCC0\uDCAE\uDCC0\uDCAE"), "%C0%AE%C0%AE"),
        kept("a line feed in a file's name", file("a\nb"), "a%0Ab"),
        kept("a longest name", file("x".repeat(255)), "x".repeat(255)),
        kept("names that differ in case", both("README", "readme"), "README", "readme"),
        kept("names that differ in form", both("e\u0301", "\u00e9"), "e%CC%81", "%C3%A9"));
  }

  private static HostileCapture shown(String name, String fifo, String shown) {
    return left(
        name,
        place -> fifo(place.workdir().resolve(NativeNames.path(fifo))),
        shown,
        SkipReason.FIFO);
  }

  private static Stream<HostileCapture> kinds() {
    return Stream.of(
        left("a fifo", place -> fifo(place.workdir().resolve("f")), "f", SkipReason.FIFO),
        left("a socket", place -> socket(place.workdir().resolve("s")), "s", SkipReason.SOCKET),
        kept(
            "rules of its own that leave all out",
            place -> Files.writeString(place.workdir().resolve(".gitignore"), "*\n!/../outside\n"),
            ".gitignore"),
        kept(
            "a program that runs as its owner",
            place -> {
              Path program = Trees.file(place.workdir(), "p", new byte[] {1});
              Files.setAttribute(program, "unix:mode", 04755);
            },
            "p"));
  }

  private static Stream<HostileCapture> depths() {
    return Stream.of(
        left(
            "a directory too deep",
            place -> Files.createDirectories(place.workdir().resolve("d/".repeat(200))),
            "d" + "/d".repeat(128),
            SkipReason.TOO_DEEP),
        failed(
            "100,001 names",
            place -> {
              // As many names in as few bytes as can be: each directory has its share.
              Path some = Files.createDirectory(place.workdir().resolve("many"));
              for (int i = 0; i < 100_001; i++) {
                Files.createSymbolicLink(some.resolve(Integer.toString(i)), Path.of("x"));
              }
            },
            CaptureFailed.Reason.TOO_MANY_ENTRIES));
  }

  private static Stream<HostileCapture> workdirs() {
    return Stream.of(
        failed(
            "a link outside where the workdir was",
            place -> {
              Files.move(place.workdir(), place.workdir().resolveSibling("moved"));
              Files.createSymbolicLink(place.workdir(), place.outside());
            },
            CaptureFailed.Reason.WORKDIR),
        failed(
            "a link to where the workdir is now",
            place -> {
              Path moved = place.workdir().resolveSibling("moved");
              Files.move(place.workdir(), moved);
              Files.createSymbolicLink(place.workdir(), moved);
            },
            CaptureFailed.Reason.WORKDIR),
        failed(
            "a link above the workdir",
            place -> {
              Path above = place.workdir().getParent();
              Files.move(above, above.resolveSibling("moved"));
              Files.createDirectory(place.outside().resolve("work"));
              Files.createSymbolicLink(above, place.outside());
            },
            CaptureFailed.Reason.WORKDIR),
        failed(
            "a file where the workdir was",
            place -> {
              Files.move(place.workdir(), place.workdir().resolveSibling("moved"));
              Files.writeString(place.workdir(), "");
            },
            CaptureFailed.Reason.WORKDIR),
        failed(
            "no workdir",
            place -> Files.move(place.workdir(), place.workdir().resolveSibling("moved")),
            CaptureFailed.Reason.WORKDIR));
  }

  /** What becomes of a file between the look at it and its opening. */
  private static Stream<HostileCapture> files() {
    return Stream.of(
            replaced(
                "a file becomes a link to a file outside",
                place ->
                    Files.createSymbolicLink(place.victim(), place.outside().resolve("secret"))),
            replaced(
                "a file becomes a link to a directory outside",
                place -> Files.createSymbolicLink(place.victim(), place.outside())),
            replaced(
                "a file becomes a link to nothing",
                place -> Files.createSymbolicLink(place.victim(), Path.of("nowhere"))),
            replaced("a file becomes a fifo", place -> fifo(place.victim())),
            replaced("a file becomes a socket", place -> socket(place.victim())),
            replaced("a file becomes a directory", place -> Files.createDirectory(place.victim())),
            left(
                "a file vanishes",
                place -> Files.deleteIfExists(place.victim()),
                "a/victim",
                SkipReason.VANISHED),
            kept(
                "a file becomes a hard link to one outside",
                place -> {
                  Files.delete(place.victim());
                  Files.createLink(place.victim(), place.outside().resolve("secret"));
                },
                "a/victim"),
            kept(
                "a file grows for ever",
                place -> Files.write(place.victim(), new byte[10], StandardOpenOption.APPEND),
                "a/first"))
        .map(each -> each.at("a/victim"));
  }

  private static HostileCapture replaced(String name, Deed deed) {
    return left(
        name,
        place -> {
          Files.delete(place.victim());
          deed.in(place);
        },
        "a/victim",
        SkipReason.REPLACED);
  }

  /** What becomes of the directory above a file. */
  private static Stream<HostileCapture> directories() {
    return Stream.of(
            vanished(
                "a directory becomes a link outside",
                (a, place) -> Files.createSymbolicLink(a, place.outside().resolve("empty"))),
            kept(
                "a directory becomes a link to one with a file of that name",
                place -> {
                  Path a = place.workdir().resolve("a");
                  Path moved = place.workdir().resolveSibling("moved");
                  if (!Files.exists(moved)) {
                    Files.move(a, moved);
                    Files.createSymbolicLink(a, place.outside());
                  }
                },
                "a/victim"),
            vanished(
                "a directory becomes a link to itself",
                (a, place) -> Files.createSymbolicLink(a, a.getFileName())),
            vanished("a directory becomes a file", (a, place) -> Files.writeString(a, "")),
            vanished("a directory becomes a fifo", (a, place) -> fifo(a)),
            vanished("a directory moves away", (a, place) -> {}))
        .map(each -> each.at("a/victim"));
  }

  private interface Replacement {
    void of(Path directory, Place place) throws IOException;
  }

  private static HostileCapture vanished(String name, Replacement replacement) {
    return left(
        name,
        place -> {
          Path a = place.workdir().resolve("a");
          Path moved = place.workdir().resolveSibling("moved");
          if (!Files.exists(moved)) {
            Files.move(a, moved);
            replacement.of(a, place);
          }
        },
        "a/victim",
        SkipReason.VANISHED);
  }

  private static Deed link(String target) {
    return link(place -> Path.of(target));
  }

  private interface Target {
    Path in(Place place);
  }

  private static Deed link(Target target) {
    return place -> Files.createSymbolicLink(place.workdir().resolve("link"), target.in(place));
  }

  private static Deed file(String name) {
    return place -> Trees.file(place.workdir(), name, name.getBytes(StandardCharsets.UTF_16));
  }

  private static Deed both(String one, String other) {
    return place -> {
      file(one).in(place);
      file(other).in(place);
    };
  }

  private static void fifo(Path path) throws IOException {
    try {
      Path made = Files.createTempDirectory("f").resolve("f");
      if (new ProcessBuilder("mkfifo", made.toString()).start().waitFor() != 0) {
        throw new IOException("no fifo could be made");
      }
      Files.move(made, path);
      Files.delete(made.getParent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  private static void socket(Path path) throws IOException {
    Path shorter = Files.createTempDirectory("s").resolve("s");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(shorter));
      Files.move(shorter, path);
    }
    Files.delete(shorter.getParent());
  }
}
