package io.mooring.feed.web;

import io.mooring.access.web.Callers;
import io.mooring.feed.FeedHub;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.security.Principal;

/** The feed of all sessions as server-sent events. */
@Path("/feed")
public class ConsoleStream {
  @Inject private FeedHub hub;
  @Inject private StreamLanes lanes;

  /** Streams until the client goes away. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(
      @Context SecurityContext security, @Context Sse sse, @Context SseEventSink peer) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      throw new NotAuthorizedException("Basic");
    }
    hub.watchAll(Callers.of(principal, security::isUserInRole), new StreamSink(sse, peer, lanes));
  }
}
