package io.mooring.boot;

/** Steps of a stop, of which each is done though the one before has failed or was interrupted. */
final class CleanUp {
  private static final System.Logger LOG = System.getLogger(CleanUp.class.getName());

  private boolean interrupted;

  /** Something to let go of. */
  @FunctionalInterface
  interface Step {
    void run() throws InterruptedException;
  }

  /** Does one; a failure is logged. */
  CleanUp step(String what, Step step) {
    interrupted |= Thread.interrupted();
    try {
      step.run();
    } catch (InterruptedException e) {
      interrupted = true;
      LOG.log(System.Logger.Level.WARNING, "The stop did not wait for " + what);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "A step of the stop failed: " + what, e);
    }
    return this;
  }

  /** Hands an interruption on, which no step was to see that came after it. */
  void end() {
    interrupted |= Thread.interrupted();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
