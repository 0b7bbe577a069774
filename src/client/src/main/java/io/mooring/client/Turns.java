package io.mooring.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/** The turns of the caller's sessions. */
public final class Turns {
  private final Calls calls;

  Turns(Calls calls) {
    this.calls = calls;
  }

  /**
   * Queues a turn and doesn't wait for it.
   *
   * @param idempotencyKey the caller's own; the same call with it may be repeated for 24 h and
   *     answers the same turn
   */
  public Turn post(String sessionId, NewTurn wanted, String idempotencyKey) {
    return post(sessionId, wanted, idempotencyKey, Duration.ZERO);
  }

  /**
   * Queues a turn and waits for its end.
   *
   * @param wait whole seconds, 5 min at most; the answer is the turn as it is then, ended or not
   */
  public Turn post(String sessionId, NewTurn wanted, String idempotencyKey, Duration wait) {
    HttpRequest.Builder request =
        calls
            .request("/sessions/" + Calls.encoded(sessionId) + "/turns")
            .header("Idempotency-Key", idempotencyKey)
            .timeout(wait.plus(Calls.TIMEOUT));
    if (!wait.isZero()) {
      request.header("Prefer", "wait=" + Math.max(1, wait.toSeconds()));
    }
    return Calls.read(calls.send(Calls.posting(request, wanted)), Turn.class);
  }

  /**
   * The turn.
   *
   * @throws MooringProblem 404, it isn't there or not the caller's
   */
  public Turn get(String id) {
    return calls.get(path(id), Turn.class);
  }

  /** The newest turns of a session. */
  public Page<Turn> list(String sessionId) {
    return calls.page("/sessions/" + Calls.encoded(sessionId) + "/turns", Turn.class);
  }

  /** The page that follows one of a session's; empty after the last. */
  public Optional<Page<Turn>> next(String sessionId, Page<Turn> page) {
    String turns = "/sessions/" + Calls.encoded(sessionId) + "/turns?cursor=";
    return Optional.ofNullable(page.next())
        .map(cursor -> calls.page(turns + Calls.encoded(cursor), Turn.class));
  }

  /**
   * Asks for the turn's end.
   *
   * @throws MooringProblem 409 {@code turn-ended}
   */
  public Turn abort(String id) {
    return calls.post(path(id) + "/abort", null, Turn.class);
  }

  private static String path(String id) {
    return "/turns/" + Calls.encoded(id);
  }
}
