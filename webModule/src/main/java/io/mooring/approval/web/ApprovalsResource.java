package io.mooring.approval.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.approval.AskDocument;
import io.mooring.approval.AskKind;
import io.mooring.approval.AskSteps;
import io.mooring.approval.Choice;
import io.mooring.approval.DecideAsk;
import io.mooring.json.web.Bodies;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What waits for the caller's decision, in all sessions. */
@Path("/approvals")
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalsResource {
  static final int MOST_BODY_BYTES = 64 * 1024;
  private static final String LIST = "approvals";

  @Inject AskSteps asks;
  @Inject DecideAsk decideAsk;
  @Inject Cursors cursors;

  @Context SecurityContext security;
  @Context UriInfo uri;

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    return AskPages.render(
        uri,
        cursors,
        LIST,
        asks.open(Callers.of(security), AskPages.after(cursors, LIST, cursor), limit),
        limit);
  }

  @POST
  @Path("/{id}/decision")
  @Consumes(MediaType.APPLICATION_JSON)
  public AskDocument decide(@PathParam("id") String id, InputStream in) {
    Choice choice = Bodies.read(in, DecisionRequest.class, MOST_BODY_BYTES).value().checked();
    return decideAsk.decide(Callers.of(security), id, AskKind.APPROVAL, choice);
  }
}
