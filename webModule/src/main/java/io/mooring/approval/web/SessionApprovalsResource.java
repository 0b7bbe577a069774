package io.mooring.approval.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.approval.AskSteps;
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

/** The approvals and questions of a session, decided ones too. */
@Path("/sessions/{id}/approvals")
@Produces(MediaType.APPLICATION_JSON)
public class SessionApprovalsResource {
  @Inject AskSteps asks;
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
    String list = "approvals of " + sessionId;
    var caller = Callers.of(security);
    return AskPages.render(
        uri,
        cursors,
        list,
        asks.ofSession(caller, sessionId, AskPages.after(cursors, list, cursor), limit),
        limit);
  }
}
