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

/** A stream of server-sent events as a viewer's connection; it has no way to say why it ends. */
final class StreamSink implements ViewerSink {
  private final Sse sse;
  private final SseEventSink peer;

  StreamSink(Sse sse, SseEventSink peer) {
    this.sse = sse;
    this.peer = peer;
  }

  @Override
  public CompletableFuture<?> send(Outgoing frame) {
    if (peer.isClosed()) {
      return CompletableFuture.failedFuture(new IOException("the client went away"));
    }
    OutboundSseEvent.Builder event =
        sse.newEventBuilder()
            .name(frame.type())
            .mediaType(MediaType.TEXT_PLAIN_TYPE) // the frame is JSON text already
            .data(String.class, frame.json());
    frame.position().ifPresent(event::id);
    return peer.send(event.build()).toCompletableFuture();
  }

  @Override
  public void close(ViewerEnd end) {
    peer.close();
  }
}
