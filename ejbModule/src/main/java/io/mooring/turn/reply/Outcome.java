package io.mooring.turn.reply;

/** How a turn ended, as upstream's messages tell it. */
public sealed interface Outcome {
  /** Not settled yet. */
  record Open() implements Outcome {}

  /** The agent came to an end, be it the model's limit of output. */
  record Completed() implements Outcome {}

  /**
   * The model or upstream failed.
   *
   * @param code stable: model-auth, model-error, output-length, context-overflow, content-filter,
   *     structured-output or upstream-error
   * @param message one clean line
   */
  record Failed(String code, String message, boolean retryable) implements Outcome {}

  /** Somebody stopped it. */
  record Aborted() implements Outcome {}

  /** Upstream died in the middle, or never began. */
  record Interrupted() implements Outcome {}

  /** A person said no to a permission or a question, and the agent stopped there. */
  record Rejected() implements Outcome {}
}
