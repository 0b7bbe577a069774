package io.mooring.access.web;

import io.mooring.access.AccessSettings;
import io.mooring.access.ForeignOrigin;
import io.mooring.config.Settings;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Only pages of the own host and of the configured origins change anything: a browser sends Basic
 * credentials and cookies along with whatever a stranger's page posts, and with a POST without a
 * body it does not even ask first.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class OwnPages implements ContainerRequestFilter {
  private static final Set<String> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  @Inject Settings settings;

  @Override
  public void filter(ContainerRequestContext request) {
    var rule = new OriginRule(settings.get(AccessSettings.ORIGINS));
    if (!SAFE.contains(request.getMethod())
        && !rule.allows(
            request.getHeaderString("Origin"), request.getHeaderString(HttpHeaders.HOST))) {
      throw new ForeignOrigin();
    }
  }
}
