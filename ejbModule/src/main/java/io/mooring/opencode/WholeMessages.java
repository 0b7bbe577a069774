package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads all pages of a session's messages without giving up anything that they hold. */
final class WholeMessages {
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 1_000;

  private record Page(JsonNode messages, @Nullable String before) {}

  private WholeMessages() {}

  /** Oldest first. */
  static List<JsonNode> of(OpencodeCalls calls, String sessionId) {
    Deque<JsonNode> pages = new ArrayDeque<>();
    String before = null;
    do {
      Page page = page(calls, sessionId, before);
      pages.addFirst(page.messages());
      before = page.before();
    } while (before != null && pages.size() < MOST_PAGES);
    List<JsonNode> all = new ArrayList<>();
    pages.forEach(page -> page.forEach(all::add));
    return all;
  }

  private static Page page(OpencodeCalls calls, String sessionId, @Nullable String before) {
    return calls.call(
        api -> {
          try (Response response = api.messages(sessionId, PAGE, before)) {
            JsonNode found = OpencodeCalls.present(response.readEntity(JsonNode.class));
            if (!found.isArray()) {
              throw new UpstreamFailure.Unusable("a list");
            }
            String next = response.getHeaderString("x-next-cursor");
            return new Page(found, next == null || next.isBlank() ? null : next);
          }
        });
  }
}
