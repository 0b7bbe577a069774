package io.mooring.message.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.message.MessagePosition;
import io.mooring.message.ReadMessages;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** What was said in a session. */
@Path("/sessions/{id}/messages")
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {
  @Inject ReadMessages messages;
  @Inject Cursors cursors;

  @PathParam("id")
  String sessionId = "";

  @Context SecurityContext security;
  @Context UriInfo uri;

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    String name = "messages of " + sessionId;
    MessagePosition after =
        cursor == null
            ? MessagePosition.START
            : MessagePosition.parse(cursors.verify(name, cursor));
    return Pages.render(
        uri,
        messages.list(Callers.of(security), sessionId, after, limit),
        limit,
        last -> cursors.sign(name, last.position().text()),
        ReadMessages.Placed::message);
  }
}
