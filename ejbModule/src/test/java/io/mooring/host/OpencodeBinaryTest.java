package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpencodeBinaryTest {
  private static final Platform LINUX = new Platform("Linux", "amd64", false, true);
  private static final String FAKE_NPM =
      """
      #!/bin/sh
      [ "$1 $2" = 'install --prefix' ] || exit 9
      d="$3/node_modules/opencode-linux-x64/bin"
      mkdir -p "$d"
      printf '#!/bin/sh\\necho 1.18.33\\n' > "$d/opencode"
      chmod 755 "$d/opencode"
      """;

  @TempDir Path directory;
  private final AtomicInteger installing = new AtomicInteger();
  private final Map<String, String> machine = new TreeMap<>();

  private OpencodeBinary binary(Path configured, OtherVersions others, Install install) {
    machine.putIfAbsent("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
    var choice =
        new OpencodeBinary.Choice(configured, "1.18.33", others, install, Duration.ofSeconds(20));
    return new OpencodeBinary(
        choice,
        directory.resolve("data"),
        machine,
        new NpmInstaller(machine, LINUX, choice.timeout(), Bench.THREADS),
        Bench.THREADS);
  }

  private void npm(String script) throws IOException {
    Path file = Files.createDirectories(directory.resolve("bin")).resolve("npm");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private OpencodeBinary.Found find(OpencodeBinary binary) {
    return binary.find(installing::incrementAndGet);
  }

  @Test
  void theConfiguredOneComesFirst() {
    Path configured = FakeOpencode.script(directory.resolve("own"), "exit 1");
    FakeOpencode.script(directory.resolve("bin"), "exit 1");

    var found = find(binary(configured, OtherVersions.REFUSE, Install.NEVER));

    assertThat(found).isEqualTo(new OpencodeBinary.Found(configured, "1.18.33"));
  }

  @Test
  void thenTheOneOnPath() {
    Path onPath = FakeOpencode.script(directory.resolve("bin"), "exit 1");

    assertThat(find(binary(Path.of(""), OtherVersions.REFUSE, Install.NEVER)).path())
        .isEqualTo(onPath);
  }

  @Test
  void anotherVersionIsRefusedUnlessAllowed() {
    FakeOpencode.script(directory.resolve("bin"), "1.19.0", "exit 1");

    assertThatThrownBy(() -> find(binary(Path.of(""), OtherVersions.REFUSE, Install.NEVER)))
        .isInstanceOf(BinaryUnusable.class)
        .hasMessageContaining("1.19.0")
        .hasMessageContaining("mooring.opencode.other-versions");
    assertThat(find(binary(Path.of(""), OtherVersions.ALLOW, Install.NEVER)).version())
        .isEqualTo("1.19.0");
  }

  @Test
  void isInstalledOnceWhenThatIsAllowedAlsoBesideAnotherVersion() throws Exception {
    FakeOpencode.script(directory.resolve("bin"), "1.19.0", "exit 1");
    npm(FAKE_NPM);
    Path interrupted = Files.createDirectories(directory.resolve("data/opencode/.installing-1/x"));

    var first = find(binary(Path.of(""), OtherVersions.REFUSE, Install.NPM));
    var second = find(binary(Path.of(""), OtherVersions.REFUSE, Install.NPM));

    assertThat(first.path())
        .isEqualTo(
            directory.resolve(
                "data/opencode/1.18.33/node_modules/opencode-linux-x64/bin/opencode"));
    assertThat(second).isEqualTo(first);
    assertThat(installing).hasValue(1);
    assertThat(interrupted).doesNotExist();
  }

  @Test
  void aFailedInstallationSaysWhatNpmSaidAndLeavesNothing() throws Exception {
    npm("#!/bin/sh\nmkdir -p \"$3/node_modules\"; seq 1 50; echo 'npm error E404' >&2; exit 1\n");

    BinaryUnusable failure =
        catchThrowableOfType(
            BinaryUnusable.class,
            () -> find(binary(Path.of(""), OtherVersions.REFUSE, Install.NPM)));

    assertThat(failure).hasMessage("opencode 1.18.33 can't be installed: npm failed.");
    assertThat(failure.lastLines()).hasSize(20).contains("npm error E404", "50");
    assertThat(directory.resolve("data/opencode")).isEmptyDirectory();
  }

  @Test
  void aMissingNpmIsSaidClearly() {
    machine.put("PATH", directory.resolve("nowhere").toString());

    assertThatThrownBy(() -> find(binary(Path.of(""), OtherVersions.REFUSE, Install.NPM)))
        .hasMessage("opencode can't be installed: there is no npm on this machine's PATH.");
    assertThatThrownBy(() -> find(binary(Path.of(""), OtherVersions.REFUSE, Install.NEVER)))
        .hasMessageContaining("There is no opencode");
  }

  @Test
  void eachMachineHasItsPackage() {
    assertThat(LINUX.npmPackage()).isEqualTo("opencode-linux-x64");
    assertThat(new Platform("Linux", "aarch64", true, false).npmPackage())
        .isEqualTo("opencode-linux-arm64-musl");
    assertThat(new Platform("Linux", "amd64", true, false).npmPackage())
        .isEqualTo("opencode-linux-x64-baseline-musl");
    assertThat(new Platform("Mac OS X", "aarch64", false, true).npmPackage())
        .isEqualTo("opencode-darwin-arm64");
    assertThatThrownBy(new Platform("AIX", "ppc64", false, true)::npmPackage)
        .isInstanceOf(BinaryUnusable.class);
  }
}
