package io.mooring.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conversation could not be imported by opencode's command line. */
public final class ImportFailed extends HostFailure {
  private final List<String> lastLines;

  private ImportFailed(
      String code, String message, List<String> lastLines, @Nullable Throwable cause) {
    super(code, message, Duration.ofSeconds(5), cause);
    this.lastLines = List.copyOf(lastLines);
  }

  /** The server is not run by Mooring, so there is no command line beside it. */
  static ImportFailed noCommandLine() {
    return new ImportFailed(
        "import-not-possible", "There is no opencode command beside this server.", List.of(), null);
  }

  static ImportFailed ended(int exit, List<String> lastLines) {
    return new ImportFailed(
        "import-failed",
        exit < 0
            ? "The import of the conversation took too long."
            : "opencode could not import the conversation.",
        lastLines,
        null);
  }

  static ImportFailed notStarted(Throwable cause) {
    return new ImportFailed(
        "import-failed", "The import of the conversation can't be started.", List.of(), cause);
  }

  /** Whether there is a command line that could have done it. */
  public boolean isPossible() {
    return !code().equals("import-not-possible");
  }

  @Override
  public List<String> lastLines() {
    return lastLines;
  }
}
