package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of the agent's list.
 *
 * @param status {@code pending}, {@code in_progress}, {@code completed}, {@code cancelled}, or what
 *     the agent made up
 */
public record UpstreamTodo(String content, String status, String priority) {

  /** Reads an array of Todo; entries without content are left out. */
  public static List<UpstreamTodo> listOf(JsonNode todos) {
    List<UpstreamTodo> list = new ArrayList<>();
    for (JsonNode todo : todos) {
      String content = Fields.text(todo, "content");
      if (content != null) {
        list.add(
            new UpstreamTodo(
                content,
                Fields.text(todo, "status", "pending"),
                Fields.text(todo, "priority", "medium")));
      }
    }
    return List.copyOf(list);
  }
}
