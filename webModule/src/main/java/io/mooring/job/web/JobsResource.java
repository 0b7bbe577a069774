package io.mooring.job.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.idempotency.Repeatable;
import io.mooring.job.JobDocument;
import io.mooring.job.JobFilter;
import io.mooring.job.JobState;
import io.mooring.job.ReadJobs;
import io.mooring.job.StartJob;
import io.mooring.json.web.Bodies;
import io.mooring.problem.InvalidValue;
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
import org.jspecify.annotations.Nullable;

/** Runs of batch jobs: administrators start and stop them, auditors look on. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
  private static final int MOST_BODY_BYTES = 16 * 1024;
  private static final String LIST = "jobs";

  @Inject StartJob startJob;
  @Inject ReadJobs read;
  @Inject Cursors cursors;

  @Context SecurityContext security;
  @Context UriInfo uri;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response start(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, InputStream in) {
    var body = Bodies.read(in, StartJobRequest.class, MOST_BODY_BYTES);
    Optional<Repeatable> request =
        Optional.ofNullable(idempotencyKey)
            .map(key -> Repeatable.of(key, "POST /jobs", body.text()));
    return accepted(startJob.start(caller(), body.value().job(), body.value().texts(), request));
  }

  @GET
  public Response list(
      @QueryParam("name") @Nullable String name,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    Cursors.Row after = cursors.row(LIST, cursor);
    var filter =
        new JobFilter(
            Optional.ofNullable(name),
            Optional.ofNullable(state).map(JobsResource::state),
            after.ms(),
            after.id());
    return Pages.render(
        uri,
        read.list(caller(), filter, limit),
        limit,
        last -> cursors.sign(LIST, last.createdAt(), last.id()),
        run -> run);
  }

  @GET
  @Path("/{id}")
  public JobDocument get(@PathParam("id") String id) {
    return read.get(caller(), id);
  }

  @POST
  @Path("/{id}/stop")
  public Response stop(@PathParam("id") String id) {
    return accepted(startJob.stop(caller(), id));
  }

  @POST
  @Path("/{id}/restart")
  public Response restart(@PathParam("id") String id) {
    return accepted(startJob.restart(caller(), id));
  }

  private Response accepted(JobDocument run) {
    return Response.accepted(run)
        .location(uri.getBaseUriBuilder().path("jobs").path(run.id()).build())
        .build();
  }

  private static JobState state(String label) {
    return JobState.of(label)
        .orElseThrow(() -> new InvalidValue("state", "There is no such state of a run."));
  }

  private Caller caller() {
    return Callers.of(security);
  }
}
