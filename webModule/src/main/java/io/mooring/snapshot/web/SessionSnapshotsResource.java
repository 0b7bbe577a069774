package io.mooring.snapshot.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.web.Bodies;
import io.mooring.snapshot.ReadSnapshots;
import io.mooring.snapshot.SnapshotDocument;
import io.mooring.snapshot.SnapshotFailure;
import io.mooring.snapshot.SnapshotState;
import io.mooring.snapshot.TakeSnapshot;
import io.mooring.time.web.Preference;
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
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The snapshots of a session. */
@Path("/sessions/{id}/snapshots")
@Produces(MediaType.APPLICATION_JSON)
public class SessionSnapshotsResource {
  static final int MOST_BODY_BYTES = 16 * 1024;

  @Inject TakeSnapshot takeSnapshot;
  @Inject ReadSnapshots snapshots;
  @Inject SnapshotAwait await;
  @Inject Cursors cursors;

  @PathParam("id")
  String sessionId = "";

  @Context SecurityContext security;
  @Context UriInfo uri;

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public CompletionStage<Response> take(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @HeaderParam("Prefer") @Nullable String prefer,
      InputStream in) {
    Caller caller = caller();
    var body = Bodies.read(in, TakeSnapshotRequest.class, MOST_BODY_BYTES);
    Optional<Repeatable> request =
        Optional.ofNullable(idempotencyKey)
            .map(
                key ->
                    Repeatable.of(key, "POST /sessions/" + sessionId + "/snapshots", body.text()));
    SnapshotDocument begun = takeSnapshot.begin(caller, sessionId, body.value().checked(), request);
    URI location = uri.getBaseUriBuilder().path("snapshots").path(begun.id()).build();
    Optional<Duration> wait = Preference.wait(prefer);
    if (wait.isEmpty()) {
      return CompletableFuture.completedFuture(Response.accepted(begun).location(location).build());
    }
    return await
        .ended(caller, begun, wait.get())
        .thenApply(now -> waited(now, location, wait.get()));
  }

  private static Response waited(SnapshotDocument now, URI location, Duration wait) {
    if (now.state() == SnapshotState.FAILED) {
      throw SnapshotFailure.failed(now.failure().orElse(""), null);
    }
    boolean taken = now.state() == SnapshotState.COMPLETE;
    return Response.status(taken ? Response.Status.CREATED : Response.Status.ACCEPTED)
        .location(location)
        .header("Preference-Applied", "wait=" + wait.toSeconds())
        .tag(Long.toString(now.version()))
        .entity(now)
        .build();
  }

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    String name = "snapshots of " + sessionId;
    Optional<ReadSnapshots.Place> after =
        Optional.ofNullable(cursor).map(text -> place(cursors.verify(name, text)));
    return Pages.render(
        uri,
        snapshots.list(caller(), sessionId, after, limit),
        limit,
        last -> cursors.sign(name, last.place().createdMs() + " " + last.place().id()),
        ReadSnapshots.Placed::snapshot);
  }

  private static ReadSnapshots.Place place(String position) {
    int blank = position.indexOf(' ');
    return new ReadSnapshots.Place(
        Long.parseLong(position.substring(0, blank)), position.substring(blank + 1));
  }

  private Caller caller() {
    return Callers.of(security.getUserPrincipal(), security::isUserInRole);
  }
}
