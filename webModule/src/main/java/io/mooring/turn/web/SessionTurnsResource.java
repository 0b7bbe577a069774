package io.mooring.turn.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.web.Bodies;
import io.mooring.time.web.WorkBegun;
import io.mooring.turn.PostTurn;
import io.mooring.turn.ReadTurns;
import io.mooring.turn.TurnDocument;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The turns of a session. */
@Path("/sessions/{id}/turns")
@Produces(MediaType.APPLICATION_JSON)
public class SessionTurnsResource {
  @Inject PostTurn postTurn;
  @Inject ReadTurns turns;
  @Inject TurnAwait await;
  @Inject Cursors cursors;

  @PathParam("id")
  String sessionId = "";

  @Context SecurityContext security;
  @Context UriInfo uri;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> post(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @HeaderParam("Prefer") @Nullable String prefer,
      InputStream in) {
    Caller caller = Callers.of(security);
    var body = Bodies.read(in, PostTurnRequest.class, PostTurnRequest.MOST_BODY_BYTES);
    Optional<Repeatable> request =
        Optional.ofNullable(idempotencyKey)
            .map(key -> Repeatable.of(key, "POST /sessions/" + sessionId + "/turns", body.text()));
    TurnDocument turn = postTurn.post(caller, sessionId, body.value().checked(), request);
    var location = uri.getBaseUriBuilder().path("turns").path(turn.id()).build();
    return WorkBegun.answer(
        turn,
        location,
        prefer,
        longest -> await.ended(caller, turn, longest),
        now -> Response.status(now.state().hasEnded() ? 200 : 202));
  }

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    String name = "turns of " + sessionId;
    long before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursors.verify(name, cursor));
    return Pages.render(
        uri,
        turns.list(Callers.of(security), sessionId, before, limit),
        limit,
        last -> cursors.sign(name, Long.toString(last.number())),
        ReadTurns.Numbered::turn);
  }
}
