package io.mooring.turn.web;

import io.mooring.access.web.Callers;
import io.mooring.access.web.Pages;
import io.mooring.turn.OfferedModel;
import io.mooring.turn.ReadOffers;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models that may be asked for. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
  @Inject ReadOffers offers;

  @Context SecurityContext security;

  @GET
  public Pages.Page<OfferedModel> list(@QueryParam("sessionId") @Nullable String sessionId) {
    var caller = Callers.of(security);
    return new Pages.Page<>(
        offers.models(caller, Optional.ofNullable(sessionId)), Optional.empty());
  }
}
