package io.mooring.file.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.file.ReadFileEvents;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the agent read, changed and ran in a session. */
@Path("/sessions/{id}/file-events")
@Produces(MediaType.APPLICATION_JSON)
public class FileEventsResource {
  @Inject ReadFileEvents events;
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
    String name = "file events of " + sessionId;
    long before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursors.verify(name, cursor));
    return Pages.render(
        uri,
        events.list(Callers.of(security), sessionId, before, limit),
        limit,
        last -> cursors.sign(name, Long.toString(last.seq())),
        Function.identity());
  }
}
