package io.mooring.client;

import java.util.Map;
import java.util.Optional;

/** The sessions of the caller. */
public final class Sessions {
  private final Calls calls;

  Sessions(Calls calls) {
    this.calls = calls;
  }

  /** Makes a session, or answers the one that lives under the same key and agent. */
  public Session create(NewSession wanted) {
    return calls.post("/sessions", wanted, Session.class);
  }

  /**
   * The session.
   *
   * @throws MooringProblem 404, it isn't there or not the caller's
   */
  public Session get(String id) {
    return calls.get(path(id), Session.class);
  }

  /** The newest sessions. */
  public Page<Session> list() {
    return calls.page("/sessions", Session.class);
  }

  /** The living session of a key, with the default agent. */
  public Optional<Session> byKey(String key) {
    return calls.page("/sessions?limit=1&key=" + Calls.encoded(key), Session.class).items().stream()
        .findFirst();
  }

  /** The page that follows one; empty after the last. */
  public Optional<Page<Session>> next(Page<Session> page) {
    return Optional.ofNullable(page.next())
        .map(cursor -> calls.page("/sessions?cursor=" + Calls.encoded(cursor), Session.class));
  }

  /** Makes sure that the session is open upstream. */
  public Ensured ensure(String id) {
    return calls.post(path(id) + "/ensure", null, Ensured.class);
  }

  /**
   * Opens another upstream session in place of one.
   *
   * @param replacing the one that was seen; when it is no longer the current one, the current one
   *     is the answer
   */
  public Ensured recreate(String id, String replacing) {
    return calls.post(path(id) + "/recreate", Map.of("replacing", replacing), Ensured.class);
  }

  /** Ends what runs in the session, as well as upstream lets it. */
  public void abort(String id) {
    calls.send(Calls.posting(calls.request(path(id) + "/abort"), null));
  }

  /** Ends the session upstream and keeps its row. */
  public void close(String id) {
    calls.send(Calls.posting(calls.request(path(id) + "/close"), null));
  }

  /**
   * Deletes the session.
   *
   * @param abort whether to end what runs in it, instead of 409 {@code busy}
   */
  public void delete(String id, boolean abort) {
    calls.send(calls.request(path(id) + (abort ? "?abort=true" : "")).DELETE());
  }

  private static String path(String id) {
    return "/sessions/" + Calls.encoded(id);
  }
}
