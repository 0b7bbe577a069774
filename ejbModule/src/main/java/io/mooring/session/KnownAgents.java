package io.mooring.session;

/** Which agents sessions may name; who talks to upstream about prompts knows. */
public interface KnownAgents {
  /**
   * Finds out what upstream offers in a directory, if that is not known and a server is up. It may
   * call upstream.
   */
  void learn(String tenant, String directory);

  /**
   * Refuses an agent that upstream is known not to offer in a directory; asks nobody.
   *
   * @throws io.mooring.problem.InvalidValue unknown
   */
  void refuseUnknown(String tenant, String directory, String agent);
}
