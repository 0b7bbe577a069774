package io.mooring.snapshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends SnapshotStoreContract {
  @TempDir Path directory;

  @Override
  SnapshotStore store() {
    return new DirectoryStore(directory.resolve("store"));
  }

  @Override
  void nothingElseIsKept() throws IOException {
    Path unfinished = directory.resolve("store/default/tmp");
    try (Stream<Path> left = Files.list(unfinished)) {
      assertThat(left).isEmpty();
    }
    try (Stream<Path> all = Files.walk(directory.resolve("store/default"))) {
      assertThat(all.filter(Files::isRegularFile))
          .hasSameSizeAs(store().list("default", ObjectName.Kind.PACK, "", 1_000))
          .allSatisfy(file -> assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1));
    }
  }

  @Test
  void isForItsOwnerOnlyAndStaysInItsDirectory() throws IOException {
    write(new ObjectName("../../x", ObjectName.Kind.PACK, "some"), new byte[] {1}, 1);

    try (Stream<Path> all = Files.walk(directory.resolve("store"))) {
      assertThat(all)
          .hasSizeGreaterThan(4)
          .allSatisfy(
              path ->
                  assertThat(Files.getPosixFilePermissions(path).toString())
                      .doesNotContain("GROUP")
                      .doesNotContain("OTHERS"));
    }
    try (Stream<Path> beside = Files.list(directory)) {
      assertThat(beside).containsExactly(directory.resolve("store"));
    }
  }
}
