package io.mooring.opencode;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/** Says who we are with each request. */
public class BasicAuthentication implements ClientRequestFilter {
  private final String authorization;

  BasicAuthentication(ServerAddress address) {
    this.authorization = address.authorization();
  }

  @Override
  public void filter(ClientRequestContext request) {
    if (!authorization.isEmpty()) {
      request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, authorization);
    }
  }
}
