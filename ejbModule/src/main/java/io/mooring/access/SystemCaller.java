package io.mooring.access;

/** Mooring itself, working in one tenant: the reaper, a runner, a start-up step. */
public record SystemCaller(String tenant) implements Actor {
  @Override
  public boolean maySee(String owner) {
    return true;
  }

  @Override
  public boolean mayChange(String owner) {
    return true;
  }
}
