package io.mooring.session;

/**
 * Why a rung of the ladder did not hold, or held less well than it should.
 *
 * @param rung the rung
 * @param code short and stable
 * @param message one sentence for people
 */
record Missed(OpenContext rung, String code, String message) {
  static Missed notFound(OpenContext rung) {
    return new Missed(
        rung, "upstream-not-found", "opencode has confirmed that it does not have the session.");
  }

  static Missed unusable() {
    return new Missed(
        OpenContext.EXISTING, "unusable-id", "What is stored can't be the id of a session.");
  }

  static Missed replaced() {
    return new Missed(OpenContext.EXISTING, "replaced", "Another upstream session was asked for.");
  }

  static Missed elsewhere() {
    return new Missed(
        OpenContext.EXISTING, "other-directory", "The session works in another directory now.");
  }

  static Missed resumed() {
    return new Missed(
        OpenContext.EXISTING, "resumed", "The conversation is resumed in a session of its own.");
  }

  static Missed otherProject() {
    return new Missed(
        OpenContext.FORKED,
        "other-project",
        "The directory belongs to another project, so the conversation was brought over.");
  }

  static Missed noHistory() {
    return new Missed(OpenContext.RESTORED, "no-history", "Nothing is kept of what was said.");
  }

  static Missed notWanted() {
    return new Missed(
        OpenContext.RESTORED, "not-wanted", "A session without its history was asked for.");
  }

  static Missed transcript(OpenContext rung, String code) {
    return new Missed(
        rung, code, "The history could not be imported; the agent got a transcript of it.");
  }
}
