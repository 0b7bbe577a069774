package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkdirRulesTest {
  @TempDir Path directory;
  private Path root;
  private Path outside;

  @BeforeEach
  void prepare() throws IOException {
    root = Files.createDirectory(directory.toRealPath().resolve("root"));
    outside = Files.createDirectory(directory.toRealPath().resolve("root-beside"));
    Files.createDirectory(root.resolve("a"));
    Files.writeString(root.resolve("file"), "");
  }

  private Path resolve(Path wanted) {
    return new WorkdirRules(List.of(directory.resolve("missing-root"), root)).resolve(wanted);
  }

  private void refuses(Path wanted) {
    assertThatThrownBy(() -> resolve(wanted))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("The workdir is not an existing directory below one of the allowed roots.");
  }

  @Test
  void allowsDirectoriesBelowARootAndTheRootItself() {
    assertThat(resolve(root.resolve("a"))).isEqualTo(root.resolve("a"));
    assertThat(resolve(root.resolve("a").resolve("..").resolve("a"))).isEqualTo(root.resolve("a"));
    assertThat(resolve(root)).isEqualTo(root);
  }

  @Test
  void refusesWhatLeavesTheRoots() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside);

    refuses(root.resolve("link"));
    refuses(root.resolve("..").resolve("root-beside"));
    refuses(outside);
    refuses(Path.of("a"));
  }

  @Test
  void refusesFilesAndWhatIsMissing() {
    refuses(root.resolve("file"));
    refuses(root.resolve("missing"));
    assertThatThrownBy(() -> new WorkdirRules(List.of()).resolve(root))
        .isInstanceOf(InvalidValue.class);
  }

  @Test
  void followsLinksThatStayInside() throws IOException {
    Path link = Files.createSymbolicLink(outside.resolve("in"), root.resolve("a"));

    assertThat(resolve(link)).isEqualTo(root.resolve("a"));
  }
}
