package io.mooring.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * A Mooring server as one user sees it. Safe for many threads; one is enough for a process.
 *
 * <pre>{@code
 * MooringClient mooring = MooringClient.at(URI.create("https://mooring"), Credentials.bearer(token));
 * Session session = mooring.sessions().create(NewSession.of("chat-17"));
 * Turn turn = mooring.turns().post(session.id(), NewTurn.of("Hello"), key, Duration.ofMinutes(1));
 * }</pre>
 *
 * <p>Its calls block, and throw {@link MooringProblem} when Mooring answers with a failure and
 * {@link java.io.UncheckedIOException} when there is no answer.
 */
public final class MooringClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Calls calls;

  private MooringClient(Calls calls) {
    this.calls = calls;
  }

  /**
   * The client of the server at this address, spoken to in HTTP/1.1.
   *
   * @param server without {@code /api/v1}
   */
  public static MooringClient at(URI server, Credentials credentials) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    return new MooringClient(new Calls(http, server, credentials));
  }

  public Sessions sessions() {
    return new Sessions(calls);
  }

  public Turns turns() {
    return new Turns(calls);
  }

  /** Follows a session's feed from now on, until it is closed. */
  public Feed feed(String sessionId, FeedListener listener) {
    return Feed.open(calls, sessionId, "", listener);
  }

  /**
   * Follows a session's feed from where an earlier listener had come.
   *
   * @param after {@link Feed#position()} of then, or {@code "0"} for everything that is kept
   */
  public Feed feed(String sessionId, String after, FeedListener listener) {
    return Feed.open(calls, sessionId, after, listener);
  }
}
