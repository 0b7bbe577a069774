package io.mooring.audit.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditFilter;
import io.mooring.audit.AuditSteps;
import io.mooring.problem.InvalidValue;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who did what, for administrators and auditors. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
  private static final String LIST = "audit";

  @Inject AuditSteps audit;
  @Inject Cursors cursors;

  @Context SecurityContext security;
  @Context UriInfo uri;

  @GET
  public Response list(
      @QueryParam("user") @Nullable String user,
      @QueryParam("action") @Nullable String action,
      @QueryParam("target") @Nullable String target,
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    Cursors.Row after = cursors.row(LIST, cursor);
    var filter =
        new AuditFilter(
            Optional.ofNullable(user),
            Optional.ofNullable(action).map(AuditResource::action),
            Optional.ofNullable(target),
            after.ms(),
            after.id());
    return Pages.render(
        uri,
        audit.list(Callers.of(security), filter, limit),
        limit,
        last -> cursors.sign(LIST, last.at(), last.id()),
        deed -> deed);
  }

  private static AuditAction action(String label) {
    return AuditAction.of(label)
        .orElseThrow(() -> new InvalidValue("action", "There is no such action."));
  }
}
