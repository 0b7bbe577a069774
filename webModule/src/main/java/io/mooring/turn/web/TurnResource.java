package io.mooring.turn.web;

import io.mooring.access.web.Callers;
import io.mooring.schema.Conflicts;
import io.mooring.turn.AbortTurn;
import io.mooring.turn.ReadTurns;
import io.mooring.turn.TurnDocument;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** One turn. */
@Path("/turns/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class TurnResource {
  @Inject ReadTurns turns;
  @Inject AbortTurn abortTurn;

  @PathParam("id")
  String id = "";

  @Context SecurityContext security;

  @GET
  public TurnDocument read() {
    return Conflicts.retry(() -> turns.get(Callers.of(security), id));
  }

  @POST
  @Path("/abort")
  public Response abort() {
    abortTurn.abort(Callers.of(security), id);
    return Response.accepted(turns.get(Callers.of(security), id)).build();
  }
}
