package io.mooring.feed.web;

import io.mooring.feed.Outgoing;
import io.mooring.feed.ViewerEnd;
import io.mooring.feed.ViewerSink;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events as a viewer's connection; it has no way to say why it ends. A send
 * may hold its thread, so it runs on the executor; whoever finds it under way leaves the closing to
 * it.
 */
final class StreamSink implements ViewerSink {
  private final Sse sse;
  private final SseEventSink peer;
  private final Executor executor;
  private boolean sending;
  private boolean closed;

  StreamSink(Sse sse, SseEventSink peer, Executor executor) {
    this.sse = sse;
    this.peer = peer;
    this.executor = executor;
  }

  @Override
  public CompletableFuture<?> send(Outgoing frame) {
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new IOException("the stream was closed"));
      }
      sending = true;
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    executor.execute(() -> write(frame, sent));
    return sent;
  }

  private void write(Outgoing frame, CompletableFuture<Void> sent) {
    try {
      var unused = peer.send(event(frame)).whenComplete((done, failure) -> sent(sent, failure));
    } catch (RuntimeException e) { // closed in the meantime
      sent(sent, e);
    }
  }

  private void sent(CompletableFuture<Void> sent, @Nullable Throwable e) {
    boolean close;
    synchronized (this) {
      sending = false;
      close = closed;
    }
    if (close) {
      peer.close();
    }
    if (e == null) {
      sent.complete(null);
    } else {
      sent.completeExceptionally(e);
    }
  }

  private OutboundSseEvent event(Outgoing frame) {
    OutboundSseEvent.Builder event =
        sse.newEventBuilder()
            .name(frame.type())
            .mediaType(MediaType.TEXT_PLAIN_TYPE) // the frame is JSON text already
            .data(String.class, frame.json());
    frame.position().ifPresent(event::id);
    return event.build();
  }

  @Override
  public void close(ViewerEnd end) {
    synchronized (this) {
      closed = true;
      if (sending) {
        return;
      }
    }
    peer.close();
  }
}
