package io.mooring.worktree;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.ProcessResult;
import org.jspecify.annotations.Nullable;

/**
 * A file system that runs nothing: a repository's configuration names programs (filters, hooks),
 * and it is the agent's.
 */
final class InertFs extends FS_POSIX {
  InertFs() {
    setUserHome(new File("/nonexistent"));
    setGitSystemConfig(null);
  }

  @Override
  public FS newInstance() {
    return new InertFs();
  }

  @Override
  protected @Nullable File discoverGitExe() {
    return null;
  }

  @Override
  public @Nullable File findHook(Repository repository, String hookName) {
    return null;
  }

  @Override
  public ProcessResult runHookIfPresent(
      Repository repository,
      String hookName,
      String[] args,
      OutputStream out,
      OutputStream err,
      String stdin) {
    return new ProcessResult(ProcessResult.Status.NOT_PRESENT);
  }

  @Override
  public ProcessBuilder runInShell(String command, String[] args) {
    throw new UnsupportedOperationException("a repository wants a program to be run");
  }

  @Override
  public ExecutionResult execute(ProcessBuilder builder, InputStream in) throws IOException {
    throw new IOException("a repository wants a program to be run");
  }
}
