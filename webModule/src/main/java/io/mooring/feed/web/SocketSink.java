package io.mooring.feed.web;

import io.mooring.feed.FeedEventType;
import io.mooring.feed.Outgoing;
import io.mooring.feed.ViewerEnd;
import io.mooring.feed.ViewerSink;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket as a viewer's connection. A ping of the protocol follows each ping frame. */
final class SocketSink implements ViewerSink {
  private static final System.Logger LOG = System.getLogger(SocketSink.class.getName());
  private static final int MISSED_PONGS = 2;

  private final Session session;
  private final RemoteEndpoint.Async remote;
  private final AtomicInteger unanswered = new AtomicInteger();
  private boolean sending;
  private @Nullable ViewerEnd ending;

  SocketSink(Session session, Duration sendTimeout) {
    this.session = session;
    this.remote = session.getAsyncRemote();
    remote.setSendTimeout(sendTimeout.toMillis());
  }

  /** The peer has answered a ping. */
  void pong() {
    unanswered.set(0);
  }

  @Override
  public CompletableFuture<?> send(Outgoing frame) {
    boolean ping = frame.type().equals(FeedEventType.PING.wireName());
    if (ping && unanswered.getAndIncrement() >= MISSED_PONGS) {
      close(ViewerEnd.TOO_SLOW);
      return CompletableFuture.failedFuture(new IOException("the peer answers no ping"));
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    synchronized (this) {
      sending = true;
    }
    remote.sendText(
        frame.json(),
        result -> {
          sent();
          if (!result.isOK()) {
            sent.completeExceptionally(result.getException());
          } else if (ping) {
            sendPing(sent);
          } else {
            sent.complete(null);
          }
        });
    return sent;
  }

  private void sent() {
    ViewerEnd end;
    synchronized (this) {
      sending = false;
      end = ending;
    }
    if (end != null) {
      closeNow(end);
    }
  }

  private void sendPing(CompletableFuture<Void> sent) {
    try {
      remote.sendPing(ByteBuffer.allocate(0));
      sent.complete(null);
    } catch (IOException | IllegalStateException e) {
      sent.completeExceptionally(e);
    }
  }

  /** A close frame can't overtake the frame that is under way: then it follows, or its timeout. */
  @Override
  public void close(ViewerEnd end) {
    synchronized (this) {
      if (ending != null) {
        return;
      }
      ending = end;
      if (sending) {
        return;
      }
    }
    closeNow(end);
  }

  private void closeNow(ViewerEnd end) {
    if (!session.isOpen()) {
      return;
    }
    try {
      session.close(
          new CloseReason(CloseReason.CloseCodes.getCloseCode(end.closeCode()), end.reason()));
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "A viewer was gone before it was told why", e);
    }
  }
}
