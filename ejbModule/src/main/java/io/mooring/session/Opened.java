package io.mooring.session;

import java.util.Optional;

/**
 * How a claim came to an open upstream session.
 *
 * @param nonce of the intent under which it was made, if this claim made it
 * @param reason why a higher rung did not hold, if one was tried
 */
record Opened(
    String upstreamSessionId,
    OpenContext context,
    Optional<String> nonce,
    Optional<String> reason) {
  boolean created() {
    return nonce.isPresent();
  }
}
