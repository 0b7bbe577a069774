package io.mooring.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/** Who calls: what goes into the Authorization header of each request. */
public final class Credentials {
  private final Supplier<String> authorization;

  private Credentials(Supplier<String> authorization) {
    this.authorization = authorization;
  }

  /** HTTP Basic, which servers take in the development configuration only. */
  public static Credentials basic(String user, String password) {
    byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
    String header = "Basic " + Base64.getEncoder().encodeToString(pair);
    return new Credentials(() -> header);
  }

  /**
   * A bearer token.
   *
   * @param token asked before each request and each connection of a feed, so that it may be renewed
   */
  public static Credentials bearer(Supplier<String> token) {
    return new Credentials(() -> "Bearer " + token.get());
  }

  String authorization() {
    return authorization.get();
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}
