package io.mooring.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Shell scripts that behave like opencode, or like one that misbehaves; and the real one. */
final class FakeOpencode {
  static final String VERSION = "1.18.33";

  private FakeOpencode() {}

  /** A script of the pinned version that does this when it is to serve. */
  static Path script(Path directory, String body) {
    return script(directory, VERSION, body);
  }

  static Path script(Path directory, String version, String body) {
    try {
      Path file = directory.resolve("opencode");
      Files.createDirectories(directory);
      // Written beside and moved: a file open for writing can't be run.
      Path beside = Files.createTempFile(directory, "script", "");
      Files.writeString(
          beside,
          "#!/bin/sh\nif [ \"$1\" = --version ]; then echo "
              + version
              + "; exit 0; fi\n"
              + body
              + "\n");
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line that says it is ready on a port where nobody listens. */
  static final String READY = "echo opencode server listening on http://127.0.0.1:9\n";

  /** The real binary; the test is skipped, visibly, where there is none. */
  static Path real() {
    Optional<String> found =
        Optional.ofNullable(System.getenv("MOORING_TEST_OPENCODE"))
            .filter(named -> Files.isExecutable(Path.of(named)))
            .or(() -> Programs.find("opencode", System.getenv("PATH")));
    Assumptions.assumeTrue(found.isPresent(), "no opencode: set MOORING_TEST_OPENCODE");
    return Path.of(found.orElseThrow());
  }
}
