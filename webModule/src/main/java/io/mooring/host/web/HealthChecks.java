package io.mooring.host.web;

import static io.mooring.host.ServerState.LIVE;
import static io.mooring.host.ServerState.RESTING;

import io.mooring.host.Servers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * What /health says. The application is started only after its boot has succeeded, so that started
 * and live need no more than to be asked. An opencode server that is not live makes Mooring
 * degraded, not unready: sessions and turns are still read and queued. One that rests comes back
 * with the next call.
 */
@ApplicationScoped
class HealthChecks {
  @Inject Servers servers;

  @Produces
  @Startup
  HealthCheck started() {
    return () -> HealthCheckResponse.up("mooring");
  }

  @Produces
  @Liveness
  HealthCheck alive() {
    return () -> HealthCheckResponse.up("mooring");
  }

  @Produces
  @Readiness
  HealthCheck opencode() {
    return () -> {
      var response = HealthCheckResponse.named("opencode").up();
      boolean live =
          servers.health().stream().allMatch(s -> s.state() == LIVE || s.state() == RESTING)
              && !servers.health().isEmpty();
      response.withData("condition", live ? "live" : "degraded");
      servers.health().forEach(s -> response.withData(s.name(), s.state().name()));
      return response.build();
    };
  }
}
