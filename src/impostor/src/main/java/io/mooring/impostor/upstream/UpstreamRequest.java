package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has found its route.
 *
 * @param ids what stands for {@code {id}} in the route, in order
 * @param body an object; empty when none was sent
 * @param directory the one that counts: the query's, the header's or the server's own
 * @param chosenDirectory the query's or the header's
 */
record UpstreamRequest(
    List<String> ids,
    Map<String, String> query,
    JsonNode body,
    String directory,
    Optional<String> chosenDirectory,
    String host) {

  String id() {
    return ids.get(0);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
