package io.mooring.snapshot.swap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A process of its own that begins a swap and kills itself after one of its moves. */
final class SwapVictim {
  private SwapVictim() {}

  /** Arguments: workdir, mark, inode of the new tree, inode of the old one, the fatal move. */
  public static void main(String[] args) throws IOException {
    SwapTrees trees =
        new SwapTrees(Long.parseLong(args[2]), OptionalLong.of(Long.parseLong(args[3])));
    Swap swap =
        new Swap(
            new SwapPlace(Path.of(args[0]), args[1]),
            trees,
            new Watching(
                move -> {
                  if (move.equals(args[4])) {
                    kill();
                  }
                }));
    boolean done = args[5].equals("forward") ? swap.forward() : swap.back();
    System.out.println("not killed: " + done);
  }

  private static void kill() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.currentThread().join();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
