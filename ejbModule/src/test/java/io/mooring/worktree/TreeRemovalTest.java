package io.mooring.worktree;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.TestJvm;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
  private static final int BRANCHES = 40;

  @TempDir Path parent;
  @TempDir Path elsewhere;

  @Test
  void removesEverythingAndFollowsNoLink() throws IOException {
    Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
    Path tree = Files.createDirectories(parent.resolve("tree/a/b")).getParent().getParent();
    Files.createSymbolicLink(tree.resolve("a/link"), elsewhere);
    Files.createSymbolicLink(tree.resolve("file-link"), kept);
    Files.writeString(tree.resolve("a/b/file"), "y");
    Files.createDirectory(
        tree.resolve("locked"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    Files.writeString(tree.resolve(NativeNames.path(Names.of(new byte[] {'n', (byte) 0xff}))), "z");

    TreeRemoval.remove(tree);

    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void aLinkInItsPlaceGoesAndWhatItLeadsToStays() throws IOException {
    Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
    Path link = Files.createSymbolicLink(parent.resolve("tree"), elsewhere);

    TreeRemoval.remove(link);

    assertThat(link.toFile().exists()).isFalse();
    assertThat(kept).exists();
  }

  @Test
  void depthIsNoHindrance() throws IOException {
    Path tree = Files.createDirectory(parent.resolve("tree"));
    Path deep = tree;
    for (int i = 0; i < 500; i++) {
      deep = deep.resolve("d" + i % 7);
    }
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("last"), "x");

    TreeRemoval.remove(tree);

    assertThat(tree).doesNotExist();
  }

  @Test
  void whatAKilledProcessHasLeftIsRemovedByTheNextOne() throws Exception {
    Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
    Path tree = Files.createDirectory(parent.resolve("tree"));
    for (int i = 0; i < BRANCHES; i++) {
      // Deeper than handles reach, so that some are being moved to the top.
      Path deep = tree.resolve("branch" + i + "/d".repeat(100));
      Files.createDirectories(deep);
      Files.createSymbolicLink(deep.resolve("link"), elsewhere);
      for (int file = 0; file < 300; file++) {
        Files.createFile(deep.resolve("f" + file));
      }
    }
    Process victim = TestJvm.of(RemovalVictim.class, List.of(), List.of(tree.toString())).start();
    try {
      while (victim.isAlive() && branches(tree) == BRANCHES) {
        Thread.onSpinWait();
      }
    } finally {
      victim.destroyForcibly();
      assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(branches(tree)).as("it was in the middle").isBetween(1, BRANCHES - 1);

    TreeRemoval.remove(tree);

    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
  }

  private static int branches(Path tree) {
    String[] names = tree.toFile().list((folder, name) -> name.startsWith("branch"));
    return names == null ? 0 : names.length;
  }

  @Test
  void nothingThereIsNothingToDo() throws IOException {
    TreeRemoval.remove(parent.resolve("none"));
    assertThat(parent).isEmptyDirectory();
  }
}
