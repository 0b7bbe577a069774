package io.mooring.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session's feed over WebSocket. It reconnects by itself, from where it had come, until it is
 * closed or the server says that there is nothing to see; silence for a minute counts as a loss,
 * for the server pings each 20 s.
 */
public final class Feed implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 10_000;
  private static final int NOT_ALLOWED = 1008;
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 404);

  private final Calls calls;
  private final String sessionId;
  private final FeedListener listener;
  private final FeedCursor cursor;
  private @Nullable Connection connection;
  private boolean closed;
  private long pauseMs;

  private Feed(Calls calls, String sessionId, String after, FeedListener listener) {
    this.calls = calls;
    this.sessionId = sessionId;
    this.listener = listener;
    this.cursor = new FeedCursor(after);
  }

  static Feed open(Calls calls, String sessionId, String after, FeedListener listener) {
    Feed feed = new Feed(calls, sessionId, after, listener);
    feed.connect();
    return feed;
  }

  /** Where it has come, for {@link MooringClient#feed(String, String, FeedListener)}. */
  public synchronized String position() {
    return cursor.position();
  }

  /** Ends it; nothing is heard after this returns, but for a frame that is being heard. */
  @Override
  public synchronized void close() {
    closed = true;
    if (connection != null) {
      connection.abandon();
    }
  }

  private synchronized void connect() {
    if (closed) {
      return;
    }
    String after = cursor.position();
    String query = after.isEmpty() ? "" : "?after=" + Calls.encoded(after);
    String http = calls.uri("/sessions/" + Calls.encoded(sessionId) + "/feed" + query).toString();
    Connection made = new Connection();
    connection = made;
    var unused =
        calls
            .http()
            .newWebSocketBuilder()
            .header("Authorization", calls.credentials().authorization())
            .subprotocols("mooring.v1")
            .connectTimeout(CONNECT_TIMEOUT)
            .buildAsync(URI.create(http.replaceFirst("^http", "ws")), made)
            .whenComplete(
                (socket, failure) -> {
                  if (failure != null) {
                    made.refused(failure);
                  }
                });
  }

  private synchronized boolean isCurrent(Connection asking) {
    return !closed && connection == asking;
  }

  /** True when the frame is to be heard. */
  private synchronized boolean take(Connection from, FeedFrame frame) {
    if (!isCurrent(from)) {
      return false;
    }
    pauseMs = 0;
    return cursor.take(frame);
  }

  private void lost(Connection by, Throwable why) {
    synchronized (this) {
      if (!isCurrent(by)) {
        return;
      }
      connection = null;
      pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * pauseMs));
    }
    by.abandon();
    listener.lost(why);
    // Spread, for a server that restarts loses all of its viewers at once.
    long waitMs = pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    later(waitMs).execute(this::connect);
  }

  private void ended(Connection by, Throwable why) {
    synchronized (this) {
      if (!isCurrent(by)) {
        return;
      }
      closed = true;
    }
    listener.ended(why);
  }

  private static Executor later(long ms) {
    return CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS);
  }

  /** One WebSocket; its callbacks come one after the other. */
  private final class Connection implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    private volatile boolean abandoned;
    private volatile long heardNanos = System.nanoTime();

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      if (abandoned) {
        opened.abort();
        return;
      }
      opened.request(1);
      watchSilence();
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket from, CharSequence data, boolean complete) {
      heardNanos = System.nanoTime();
      partial.append(data);
      if (complete) {
        String text = partial.toString();
        partial.setLength(0);
        try {
          FeedFrame frame = FeedFrame.of(Calls.tree(text));
          if (take(this, frame)) {
            listener.frame(frame);
          }
        } catch (JsonProcessingException e) {
          lost(this, e);
          return null;
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, java.nio.ByteBuffer message) {
      heardNanos = System.nanoTime();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      var why = new IOException("closed with " + code + " " + reason);
      if (code == NOT_ALLOWED) {
        ended(this, why);
      } else {
        lost(this, why);
      }
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      lost(this, error);
    }

    private void refused(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (cause instanceof WebSocketHandshakeException answered
          && REFUSALS.contains(answered.getResponse().statusCode())) {
        ended(this, cause);
      } else {
        lost(this, cause);
      }
    }

    private void watchSilence() {
      later(SILENCE.toMillis() / 4)
          .execute(
              () -> {
                if (System.nanoTime() - heardNanos > SILENCE.toNanos()) {
                  lost(this, new IOException("silent for " + SILENCE.toSeconds() + " s"));
                } else if (isCurrent(this)) {
                  watchSilence();
                }
              });
    }

    private void abandon() {
      abandoned = true;
      WebSocket opened = socket;
      if (opened != null) {
        opened.abort();
      }
    }
  }
}
