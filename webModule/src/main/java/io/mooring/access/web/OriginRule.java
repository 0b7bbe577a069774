package io.mooring.access.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may open the WebSocket and change things: a browser sends cookies and Basic
 * credentials along, whatever page asks. A request without Origin comes from a program, which has
 * no user to trick.
 *
 * @param allowed origins beside the own host, such as https://portal.example.org
 */
public record OriginRule(List<String> allowed) {
  public OriginRule {
    allowed = List.copyOf(allowed);
  }

  /**
   * Whether a request may come in.
   *
   * @param origin its header Origin, if it has one
   * @param host its header Host
   */
  public boolean allows(@Nullable String origin, @Nullable String host) {
    return origin == null
        || allowed.stream().anyMatch(origin::equalsIgnoreCase)
        || (host != null && isOf(origin, host));
  }

  private static boolean isOf(String origin, String host) {
    try {
      URI uri = new URI(origin.toLowerCase(Locale.ROOT));
      String authority = uri.getRawAuthority();
      if (authority == null || uri.getScheme() == null) {
        return false;
      }
      String own = host.strip().toLowerCase(Locale.ROOT);
      String port =
          switch (uri.getScheme()) {
            case "http" -> ":80";
            case "https" -> ":443";
            default -> "";
          };
      return withPort(authority, port).equals(withPort(own, port));
    } catch (URISyntaxException e) {
      return false; // "null", and whatever else no page of ours sends
    }
  }

  private static String withPort(String authority, String port) {
    boolean has = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    return has ? authority : authority + port;
  }
}
