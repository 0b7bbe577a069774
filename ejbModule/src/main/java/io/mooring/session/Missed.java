package io.mooring.session;

/**
 * Why a rung of the ladder did not hold, or held less well than it should.
 *
 * @param rung the rung
 * @param message one sentence for people
 */
record Missed(OpenContext rung, MissedWhy code, String message) {
  static Missed notFound(OpenContext rung) {
    return new Missed(
        rung,
        MissedWhy.UPSTREAM_NOT_FOUND,
        "opencode has confirmed that it does not have the session.");
  }

  static Missed unusable() {
    return new Missed(
        OpenContext.EXISTING,
        MissedWhy.UNUSABLE_ID,
        "What is stored can't be the id of a session.");
  }

  static Missed replaced() {
    return new Missed(
        OpenContext.EXISTING, MissedWhy.REPLACED, "Another upstream session was asked for.");
  }

  static Missed elsewhere() {
    return new Missed(
        OpenContext.EXISTING,
        MissedWhy.OTHER_DIRECTORY,
        "The session works in another directory now.");
  }

  static Missed resumed() {
    return new Missed(
        OpenContext.EXISTING,
        MissedWhy.RESUMED,
        "The conversation is resumed in a session of its own.");
  }

  static Missed otherProject() {
    return new Missed(
        OpenContext.FORKED,
        MissedWhy.OTHER_PROJECT,
        "The directory belongs to another project, so the conversation was brought over.");
  }

  static Missed noHistory() {
    return new Missed(
        OpenContext.RESTORED, MissedWhy.NO_HISTORY, "Nothing is kept of what was said.");
  }

  static Missed notWanted() {
    return new Missed(
        OpenContext.RESTORED, MissedWhy.NOT_WANTED, "A session without its history was asked for.");
  }

  static Missed transcript(OpenContext rung, MissedWhy code) {
    return new Missed(
        rung, code, "The history could not be imported; the agent got a transcript of it.");
  }
}
