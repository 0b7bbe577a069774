package io.mooring.feed.web;

import io.mooring.access.web.Callers;
import io.mooring.feed.FeedHub;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.security.Principal;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The feed of one session as server-sent events. */
@Path("/sessions/{id}/feed")
public class FeedStream {
  @Inject private FeedHub hub;
  @Inject private StreamLanes lanes;

  /**
   * Streams until the client goes away. {@code Last-Event-ID} wins over {@code after}: a browser
   * that reconnects sends both, and the header is the newer one.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(
      @PathParam("id") String sessionId,
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastEventId,
      @QueryParam("after") @Nullable String after,
      @Context SecurityContext security,
      @Context Sse sse,
      @Context SseEventSink peer) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      throw new NotAuthorizedException("Basic");
    }
    Optional<String> position =
        Stream.of(Optional.ofNullable(lastEventId), Optional.ofNullable(after))
            .flatMap(Optional::stream)
            .filter(text -> !text.isBlank())
            .findFirst();
    StreamSink sink = new StreamSink(sse, peer, lanes);
    hub.watch(Callers.of(principal, security::isUserInRole), sessionId, position, sink);
  }
}
