package io.mooring.feed.web;

import io.mooring.access.web.Callers;
import io.mooring.feed.FeedTickets;
import io.mooring.json.web.Bodies;
import io.mooring.schema.Conflicts;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Optional;

/** One-time tickets, with which a browser opens a feed's WebSocket. */
@Path("/tickets")
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {
  private static final int MOST_BODY_BYTES = 4 * 1024;

  @Inject FeedTickets tickets;
  @Context SecurityContext security;

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Response issue(InputStream in) {
    var body = Bodies.read(in, TicketRequest.class, MOST_BODY_BYTES);
    var caller = Callers.of(security);
    Optional<String> session = Optional.ofNullable(body.value().sessionId());
    FeedTickets.Issued issued = Conflicts.retry(() -> tickets.issue(caller, session));
    String path =
        "/" + FeedEntry.TICKETS + "/v1" + session.map(id -> "/sessions/" + id).orElse("") + "/feed";
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(new TicketDocument(issued.ticket(), issued.expiresAt(), path))
        .build();
  }
}
