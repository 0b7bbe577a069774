package io.mooring.snapshot.swap;

import java.util.function.Consumer;

/** Lets every move be made, and hands it on. */
record Watching(Consumer<String> moves) implements Swap.Watch {
  @Override
  public void before() {}

  @Override
  public void moved(String move) {
    moves.accept(move);
  }
}
