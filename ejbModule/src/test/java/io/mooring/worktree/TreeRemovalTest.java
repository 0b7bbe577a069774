package io.mooring.worktree;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
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
  void nothingThereIsNothingToDo() throws IOException {
    TreeRemoval.remove(parent.resolve("none"));
    assertThat(parent).isEmptyDirectory();
  }
}
