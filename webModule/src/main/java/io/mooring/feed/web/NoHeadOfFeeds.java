package io.mooring.feed.web;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** By itself a HEAD of a feed would be answered as a GET is, and never end. */
@Provider
public class NoHeadOfFeeds implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    boolean head = request.getMethod().equals(HttpMethod.HEAD);
    if (head && request.getUriInfo().getPath().matches("/?(sessions/[^/]+/)?feed/?")) {
      throw new NotAllowedException(HttpMethod.GET);
    }
  }
}
