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
