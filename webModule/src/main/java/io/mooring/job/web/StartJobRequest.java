package io.mooring.job.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.problem.InvalidValue;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /jobs}; parameters are texts, numbers, true or false. */
public record StartJobRequest(@Nullable String name, @Nullable JsonNode parameters) {
  String job() {
    if (name == null) {
      throw new InvalidValue("name", "Say which job is to be started.");
    }
    return name;
  }

  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    if (parameters == null || parameters.isNull()) {
      return texts;
    }
    if (!parameters.isObject()) {
      throw new InvalidValue("parameters", "The parameters are an object of names and values.");
    }
    parameters
        .properties()
        .forEach(
            said -> {
              JsonNode value = said.getValue();
              if (!value.isTextual() && !value.isIntegralNumber() && !value.isBoolean()) {
                throw new InvalidValue(
                    "parameters", "A parameter is a text, a whole number, true or false.");
              }
              texts.put(said.getKey(), value.asText());
            });
    return texts;
  }
}
