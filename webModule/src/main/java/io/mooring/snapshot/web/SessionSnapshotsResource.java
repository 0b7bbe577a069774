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
import io.mooring.time.web.WorkBegun;
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
import java.time.Instant;
import java.util.Optional;
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
    return WorkBegun.answer(
        begun,
        location,
        prefer,
        longest -> await.ended(caller, begun, longest),
        SessionSnapshotsResource::waited);
  }

  private static Response.ResponseBuilder waited(SnapshotDocument now) {
    if (now.state() == SnapshotState.FAILED) {
      throw SnapshotFailure.failed(now.failure().orElse(""), null);
    }
    boolean taken = now.state() == SnapshotState.COMPLETE;
    return Response.status(taken ? Response.Status.CREATED : Response.Status.ACCEPTED)
        .tag(Long.toString(now.version()));
  }

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    String name = "snapshots of " + sessionId;
    Optional<ReadSnapshots.Place> after =
        Optional.ofNullable(cursor).map(text -> place(cursors.row(name, text)));
    return Pages.render(
        uri,
        snapshots.list(caller(), sessionId, after, limit),
        limit,
        last ->
            cursors.sign(name, Instant.ofEpochMilli(last.place().createdMs()), last.place().id()),
        ReadSnapshots.Placed::snapshot);
  }

  private static ReadSnapshots.Place place(Cursors.Row row) {
    return new ReadSnapshots.Place(row.ms(), row.id());
  }

  private Caller caller() {
    return Callers.of(security);
  }
}
