package io.mooring.bench.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Captures and restores a tree with Mooring, with restic and with {@code tar | zstd -3}, one after
 * the other and in another order each round, so that a busy machine is busy for all. What it prints
 * replaces its own section of a document, between two marks.
 *
 * <p>Options: {@code --work} directory, {@code --document} file (optional), {@code --rounds} 7.
 */
public final class SnapshotBench {
  private final Path work;
  private final GeneratedTree tree;
  private final boolean restic;
  private final boolean zstd;
  private final Measured measured = new Measured();
  private long heapGrowth;

  private SnapshotBench(Path work) throws IOException, InterruptedException {
    this.work = work;
    tree = new GeneratedTree(work.resolve("tree"));
    restic = Shell.has("restic");
    zstd = Shell.has("zstd");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> options = Arrays.asList(args);
    Path work = Path.of(value(options, "--work", "target/snapshots")).toAbsolutePath();
    int rounds = Integer.parseInt(value(options, "--rounds", "7"));
    Files.createDirectories(work);
    String report = new SnapshotBench(work).run(rounds);
    System.out.println(report);
    String document = value(options, "--document", "");
    if (!document.isEmpty()) {
      SnapshotSection.replace(Path.of(document), report);
    }
  }

  private static String value(List<String> options, String name, String otherwise) {
    int at = options.indexOf(name);
    return at < 0 ? otherwise : options.get(at + 1);
  }

  private String run(int rounds) throws IOException, InterruptedException {
    long bytes = tree.make();
    // The first round reads the tree into the cache and compiles; it doesn't count.
    for (int round = 0; round <= rounds; round++) {
      measured.counts(round > 0);
      round(round);
    }
    return SnapshotSection.text(measured, rounds, bytes, heapGrowth, restic, zstd);
  }

  private void round(int round) throws IOException, InterruptedException {
    Path own = work.resolve("mooring-store");
    Path repository = work.resolve("restic-repository");
    MooringWay mooring = new MooringWay(own);
    if (restic) {
      Shell.run(work, "restic", "init", "-r", repository.toString());
    }
    Path root = tree.root();
    inTurns(
        round,
        () -> watched("full", () -> mooring.capture(root, "full", null)),
        () -> restic("full", repository, "backup", "--quiet", "."),
        this::tar);
    inTurns(
        round,
        () -> watched("unchanged", () -> mooring.capture(root, "unchanged", "full")),
        () -> restic("unchanged", repository, "backup", "--quiet", "."),
        () -> restic("opening", repository, "cat", "config"));
    tree.edit(round);
    inTurns(
        round,
        () -> {
          long[] added = new long[1];
          watched(
              "edits", () -> added[0] = mooring.capture(root, "edits", "unchanged").storedBytes());
          measured.add("mooring edits bytes", added[0]);
        },
        () -> {
          long before = restic ? Shell.bytes(repository) : 0;
          restic("edits", repository, "backup", "--quiet", ".");
          measured.add("restic edits bytes", restic ? Shell.bytes(repository) - before : 0);
        },
        () -> {});
    Path target = Files.createDirectories(work.resolve("restored"));
    inTurns(
        round,
        () -> watched("restore", () -> mooring.restore("edits", target.resolve("mooring"))),
        () ->
            restic(
                "restore", repository, "restore", "latest", "--quiet", "--target", target + "/r"),
        () -> untar(Files.createDirectories(target.resolve("tar"))));
    for (Path each : List.of(own, repository, target, work.resolve("tar.zst"))) {
      Shell.run(work, "rm", "-rf", each.toString());
    }
  }

  /** One way of doing something. */
  private interface Way {
    void go() throws IOException, InterruptedException;
  }

  private void inTurns(int round, Way... ways) throws IOException, InterruptedException {
    for (int i = 0; i < ways.length; i++) {
      // What others have written is not to be waited for by whoever syncs next.
      Shell.run(work, "sync");
      ways[(i + round) % ways.length].go();
    }
  }

  private void watched(String what, Way way) throws IOException, InterruptedException {
    Heap heap = new Heap();
    long begun = System.nanoTime();
    way.go();
    measured.add("mooring " + what, System.nanoTime() - begun);
    heapGrowth = Math.max(heapGrowth, heap.growthBytes());
  }

  private void restic(String what, Path repository, String... command)
      throws IOException, InterruptedException {
    if (!restic) {
      return;
    }
    String line =
        "cd '"
            + tree.root()
            + "' && exec restic -r '"
            + repository
            + "' "
            + String.join(" ", command);
    measured.add("restic " + what, Shell.run(work, "sh", "-c", line));
  }

  /** Makes the files one after the other with nothing to open or prove: the disk's own pace. */
  private void untar(Path into) throws IOException, InterruptedException {
    if (zstd) {
      String line = "zstd -dcq '" + work + "/tar.zst' | tar -C '" + into + "' -xf -";
      measured.add("tar restore", Shell.run(work, "sh", "-c", line));
    }
  }

  private void tar() throws IOException, InterruptedException {
    if (zstd) {
      String line = "tar -C '" + tree.root() + "' -cf - . | zstd -3 -q -o '" + work + "/tar.zst'";
      measured.add("tar full", Shell.run(work, "sh", "-c", line));
    }
  }
}
