package io.mooring.access.web;

import io.mooring.problem.InvalidValue;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists as the API gives them: {items, next?} and a Link header. */
public final class Pages {
  private static final int USUAL = 50;
  private static final int MOST = 200;
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");

  private Pages() {}

  /** A page of a list. */
  public record Page<T>(List<T> items, Optional<String> next) {}

  /**
   * How many items are asked for.
   *
   * @throws InvalidValue when it is not between 1 and 200
   */
  public static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL;
    }
    int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit >= 1 && limit <= MOST) {
      return limit;
    }
    throw new InvalidValue("limit", "The limit is 1 to 200.");
  }

  /**
   * Renders a page.
   *
   * @param rows one more than the limit when there are more
   * @param cursor the cursor of a row, after which the next page begins
   */
  public static <R, T> Response render(
      UriInfo uri, List<R> rows, int limit, Function<R, String> cursor, Function<R, T> item) {
    List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    Optional<String> next =
        rows.size() > limit
            ? Optional.of(cursor.apply(shown.get(shown.size() - 1)))
            : Optional.empty();
    Response.ResponseBuilder response =
        Response.ok(new Page<>(shown.stream().map(item).toList(), next));
    next.ifPresent(
        value ->
            response.links(
                Link.fromUri(uri.getRequestUriBuilder().replaceQueryParam("cursor", value).build())
                    .rel("next")
                    .build()));
    return response.build();
  }
}
