package io.mooring.snapshot.restoring.web;

import io.mooring.access.web.Callers;
import io.mooring.snapshot.restoring.RestoreDocument;
import io.mooring.snapshot.restoring.RestoreSteps;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** One restore: how far it is, and what became of it. */
@Path("/restores/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class RestoreResource {
  @Inject RestoreSteps steps;

  @PathParam("id")
  String id = "";

  @Context SecurityContext security;

  @GET
  public RestoreDocument read() {
    return steps.show(Callers.of(security), id);
  }
}
