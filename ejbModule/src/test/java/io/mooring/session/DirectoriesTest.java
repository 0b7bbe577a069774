package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
  @TempDir Path root;

  @Test
  void neitherASlashNorALinkIsADifference() throws Exception {
    String real = Files.createDirectories(root.resolve("real")).toString();
    String link = Files.createSymbolicLink(root.resolve("link"), Path.of(real)).toString();

    assertThat(Directories.same(real, real + "/")).isTrue();
    assertThat(Directories.same(link, real)).isTrue();
    assertThat(Directories.same(real + "/../real", real)).isTrue();
    assertThat(Directories.same(real, root.toString())).isFalse();
  }

  @Test
  void whatIsNotHereIsComparedByItsName() {
    assertThat(Directories.same("/not/here/", "/not/here")).isTrue();
    assertThat(Directories.same("/not/here", "/not/there")).isFalse();
    assertThat(Directories.same("/a\0b", "/a\0b")).isTrue();
    assertThat(Directories.same("/a\0b", "/a")).isFalse();
  }
}
