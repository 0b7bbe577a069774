package io.mooring.host.web;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Pages;
import io.mooring.host.ServerHealth;
import io.mooring.host.Servers;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** The opencode servers, for administrators and auditors. */
@Path("/servers")
@Produces(MediaType.APPLICATION_JSON)
public class ServersResource {
  @Inject Servers servers;

  @Context SecurityContext security;

  @GET
  public Pages.Page<ServerHealth> list() {
    Caller caller = Callers.of(security);
    if (!caller.is(Role.ADMIN) && !caller.is(Role.AUDITOR)) {
      throw new Forbidden("Only administrators and auditors see the servers.");
    }
    return new Pages.Page<>(servers.health(), Optional.empty());
  }
}
