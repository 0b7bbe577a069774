package io.mooring.session.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Flags;
import io.mooring.access.web.Pages;
import io.mooring.config.Settings;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.web.Bodies;
import io.mooring.problem.InvalidValue;
import io.mooring.session.CreateSession;
import io.mooring.session.DeleteSession;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionDocument;
import io.mooring.session.SessionFilter;
import io.mooring.session.SessionSettings;
import io.mooring.session.SessionStatus;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All sessions of the caller. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
  static final int MOST_BODY_BYTES = 256 * 1024;
  private static final String LIST = "sessions";

  @Inject CreateSession createSession;
  @Inject DeleteSession deleteSession;
  @Inject SessionChanges sessions;
  @Inject Cursors cursors;
  @Inject Settings settings;

  @Context SecurityContext security;
  @Context UriInfo uri;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, InputStream in) {
    var body = Bodies.read(in, CreateSessionRequest.class, MOST_BODY_BYTES);
    Optional<Repeatable> request =
        Optional.ofNullable(idempotencyKey)
            .map(key -> Repeatable.of(key, "POST /sessions", body.text()));
    CreateSession.Created created =
        createSession.create(
            Callers.of(security),
            body.value().checked(settings.get(SessionSettings.AGENT)),
            body.value().origin(),
            request);
    SessionDocument session = created.session();
    return Response.status(created.created() ? 201 : 200)
        .location(uri.getAbsolutePathBuilder().path(session.id()).build())
        .tag(Long.toString(session.version()))
        .entity(session)
        .build();
  }

  @GET
  public Response list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("key") @Nullable String key,
      @QueryParam("owner") @Nullable String owner,
      @QueryParam("threadId") @Nullable String threadId,
      @QueryParam("upstreamSessionId") @Nullable String upstreamSessionId,
      @QueryParam("q") @Nullable String text,
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    var filter =
        new SessionFilter(
            Optional.ofNullable(status).map(SessionsResource::status),
            Optional.ofNullable(key),
            Optional.ofNullable(owner),
            Optional.ofNullable(threadId),
            Optional.ofNullable(upstreamSessionId),
            Optional.ofNullable(text).filter(some -> !some.isEmpty()),
            Optional.ofNullable(cursor).map(c -> position(cursors.row(LIST, c))));
    return Pages.render(
        uri,
        sessions.list(Callers.of(security), filter, limit),
        limit,
        last -> cursors.sign(LIST, last.createdAt(), last.id()),
        session -> session);
  }

  @DELETE
  public Response delete(
      @QueryParam("key") @Nullable String key,
      @QueryParam("abort") @Nullable String abort,
      @QueryParam("discard") @Nullable String discard) {
    if (key == null || key.isEmpty()) {
      throw new InvalidValue("key", "Say the key whose sessions are to be deleted.");
    }
    deleteSession.all(
        Callers.of(security), key, Flags.of("abort", abort), Flags.of("discard", discard));
    return Response.noContent().build();
  }

  private static SessionFilter.Position position(Cursors.Row row) {
    return new SessionFilter.Position(row.ms(), row.id());
  }

  private static SessionStatus status(String label) {
    return Arrays.stream(SessionStatus.values())
        .filter(s -> s.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new InvalidValue("status", "There is no such status."));
  }
}
