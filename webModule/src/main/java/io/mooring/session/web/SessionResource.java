package io.mooring.session.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Flags;
import io.mooring.json.web.Bodies;
import io.mooring.session.DeleteSession;
import io.mooring.session.EndSession;
import io.mooring.session.Ensured;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionDocument;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session. */
@Path("/sessions/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  @Inject SessionChanges sessions;
  @Inject OpenSession openSession;
  @Inject EndSession endSession;
  @Inject DeleteSession deleteSession;

  @PathParam("id")
  String id = "";

  @Context SecurityContext security;

  @GET
  public Response read() {
    return tagged(sessions.read(Callers.of(security), id));
  }

  @PATCH
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  public Response change(@HeaderParam("If-Match") @Nullable String ifMatch, InputStream in) {
    var patch = SessionPatchRequest.read(Bodies.object(in, SessionsResource.MOST_BODY_BYTES));
    return tagged(sessions.change(Callers.of(security), id, patch, Versions.wanted(ifMatch)));
  }

  @DELETE
  public Response delete(
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @QueryParam("abort") @Nullable String abort,
      @QueryParam("discard") @Nullable String discard) {
    deleteSession.one(
        Callers.of(security),
        id,
        Flags.of("abort", abort),
        Flags.of("discard", discard),
        Versions.wanted(ifMatch));
    return Response.noContent().build();
  }

  @POST
  @Path("/ensure")
  public Ensured ensure() {
    return openSession.ensure(changer(), id);
  }

  @POST
  @Path("/recreate")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public Ensured recreate(InputStream in) {
    var body = Bodies.read(in, RecreateRequest.class, SessionsResource.MOST_BODY_BYTES);
    return openSession.recreate(
        changer(),
        id,
        Optional.ofNullable(body.value().replacing()),
        body.value().withoutHistory());
  }

  @POST
  @Path("/abort")
  public Response abort() {
    return Response.accepted(endSession.abort(Callers.of(security), id)).build();
  }

  @POST
  @Path("/close")
  public Response close() {
    return Response.accepted(endSession.close(Callers.of(security), id)).build();
  }

  private static Response tagged(SessionDocument session) {
    return Response.ok(session).tag(Long.toString(session.version())).build();
  }

  /** The caller, who must be allowed to change the session. */
  private Caller changer() {
    Caller caller = Callers.of(security);
    SessionDocument session = sessions.read(caller, id);
    if (!caller.mayChange(session.owner())) {
      throw new io.mooring.access.Forbidden("Your roles don't allow to change this session.");
    }
    return caller;
  }
}
