package io.mooring.impostor.upstream;

import io.mooring.impostor.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which route a request takes. */
final class UpstreamRoutes {
  private record Route(
      String label, String method, Pattern path, Function<UpstreamRequest, HttpAnswer> work) {}

  /** A request's route and the ids in its path. */
  record Found(String label, List<String> ids, Function<UpstreamRequest, HttpAnswer> work) {}

  private final List<Route> routes = new ArrayList<>();

  /** Adds a route such as {@code GET /session/{id}}; the first that matches is taken. */
  void add(String label, Function<UpstreamRequest, HttpAnswer> work) {
    int space = label.indexOf(' ');
    Pattern path = Pattern.compile(label.substring(space + 1).replace("{id}", "([^/]+)"));
    routes.add(new Route(label, label.substring(0, space), path, work));
  }

  Optional<Found> find(String method, String path) {
    for (Route route : routes) {
      Matcher matcher = route.path().matcher(path);
      if (route.method().equals(method) && matcher.matches()) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
          ids.add(matcher.group(i));
        }
        return Optional.of(new Found(route.label(), ids, route.work()));
      }
    }
    return Optional.empty();
  }

  boolean knows(String label) {
    return routes.stream().anyMatch(route -> route.label().equals(label));
  }

  static HttpAnswer emptyObject() {
    return HttpAnswer.ok(Json.object());
  }
}
