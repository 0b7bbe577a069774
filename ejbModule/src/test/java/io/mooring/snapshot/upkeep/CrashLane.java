package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A session that is captured and pruned over and over, with a journal in place of rows, which a
 * killed process leaves to the next: {@code taking ID}, {@code complete ID TREE}, {@code gone ID}.
 */
final class CrashLane {
  private static final int KEPT = 2;

  private final Path workdir;
  private final Path journal;
  private final Path store;

  CrashLane(Path directory) throws IOException {
    workdir = Files.createDirectories(directory.resolve("work"));
    journal = directory.resolve("journal");
    store = directory.resolve("store");
  }

  DirectoryStore store() {
    return new DirectoryStore(store);
  }

  Path unfinished() {
    return store.resolve(SnapshotKit.TENANT).resolve("tmp");
  }

  /** Each snapshot that was reported, with its tree. */
  Map<String, String> complete() throws IOException {
    Map<String, String> complete = new TreeMap<>();
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("complete")) {
        complete.put(words[1], words[2]);
      } else if (words[0].equals("gone")) {
        complete.remove(words[1]);
      }
    }
    return complete;
  }

  private List<String> lines() throws IOException {
    return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
  }

  /** As the operating system has it: it outlives the process. */
  private void write(String line) throws IOException {
    Files.write(
        journal,
        (line + '\n').getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  static String tree(Path root) throws IOException {
    return Integer.toHexString(Trees.describe(root).toString().hashCode());
  }

  /** Works for so many rounds, unless it is stopped for ever. */
  void work(SnapshotStore points, long seed, int rounds) throws IOException {
    Random random = new Random(seed);
    PruneKit.Uses uses = new PruneKit.Uses();
    complete().keySet().forEach(uses::complete);
    PruneKit prune = new PruneKit(points, uses);
    for (int i = 0; i < rounds; i++) {
      Workdirs.write(workdir, random.nextInt(Workdirs.FILES), random.nextInt(4));
      String snapshot = String.format("snap%05d", lines().size());
      write("taking " + snapshot);
      Optional<String> base = uses.take(snapshot, "snap");
      Manifest previous =
          base.isEmpty() ? null : Manifests.open(points, SnapshotKit.KEYS, base.get());
      new SnapshotKit(points).capture(workdir, snapshot, previous);
      write("complete " + snapshot + ' ' + tree(workdir));
      uses.complete(snapshot);
      List<String> all = new ArrayList<>(complete().keySet());
      for (String old : all.subList(0, Math.max(0, all.size() - KEPT))) {
        write("gone " + old);
        uses.giveUp(old);
      }
      prune.run();
    }
  }
}
