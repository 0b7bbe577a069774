package io.mooring.opencode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a server listens and how it knows us.
 *
 * @param password empty when the server asks for none
 */
public record ServerAddress(URI base, String user, String password) {

  /** A route's address, below whatever path the base has. */
  URI uri(String route) {
    String start = base.toString();
    return URI.create(start + (start.endsWith("/") ? "" : "/") + route);
  }

  /** The value of the Authorization header, empty without a password. */
  String authorization() {
    if (password.isEmpty()) {
      return "";
    }
    byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + '@' + base.getHost() + ':' + base.getPort();
  }
}
