package io.mooring.snapshot.restoring.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.web.Bodies;
import io.mooring.snapshot.restoring.RestoreDocument;
import io.mooring.snapshot.restoring.RestoreFailure;
import io.mooring.snapshot.restoring.RestoreSnapshot;
import io.mooring.snapshot.restoring.RestoreState;
import io.mooring.time.web.WorkBegun;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Brings a snapshot back. */
@Path("/snapshots/{id}/restore")
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotRestoreResource {
  @Inject RestoreSnapshot restoreSnapshot;
  @Inject RestoreAwait await;

  @PathParam("id")
  String snapshotId = "";

  @Context SecurityContext security;
  @Context UriInfo uri;

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  public CompletionStage<Response> restore(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @HeaderParam("Prefer") @Nullable String prefer,
      InputStream in) {
    Caller caller = Callers.of(security);
    var body = Bodies.read(in, RestoreRequest.class, RestoreRequest.MOST_BODY_BYTES);
    Optional<Repeatable> request =
        Optional.ofNullable(idempotencyKey)
            .map(
                key ->
                    Repeatable.of(key, "POST /snapshots/" + snapshotId + "/restore", body.text()));
    RestoreDocument begun =
        restoreSnapshot.begin(
            caller, snapshotId, Optional.ofNullable(body.value().into()), request);
    URI location = uri.getBaseUriBuilder().path("restores").path(begun.id()).build();
    return WorkBegun.answer(
        begun,
        location,
        prefer,
        longest -> await.ended(caller, begun, longest),
        SnapshotRestoreResource::waited);
  }

  private static Response.ResponseBuilder waited(RestoreDocument now) {
    if (now.state() == RestoreState.FAILED) {
      throw RestoreFailure.failed(now.id(), now.failure().orElse(""));
    }
    return Response.status(now.state().hasEnded() ? 200 : 202);
  }
}
