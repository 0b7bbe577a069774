package io.mooring.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a claim came to an open upstream session.
 *
 * @param directory where upstream says that it is
 * @param nonce of the intent under which it was made, if this claim made it
 * @param missed why higher rungs did not hold
 * @param brought what was imported, if anything was
 */
record Opened(
    String upstreamSessionId,
    String directory,
    OpenContext context,
    Optional<String> nonce,
    List<Missed> missed,
    Optional<Brought> brought) {
  /**
   * A history that was imported.
   *
   * @param source who kept it
   * @param ids the new id of each old one
   */
  record Brought(String source, Map<String, String> ids) {}

  Opened {
    missed = List.copyOf(missed);
  }

  boolean created() {
    return nonce.isPresent();
  }
}
