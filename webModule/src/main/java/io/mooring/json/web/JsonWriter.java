package io.mooring.json.web;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.mooring.json.Json;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Answers are written by the same mapper as the feed's frames. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class JsonWriter extends JacksonJsonProvider {
  public JsonWriter() {
    super(Json.lenient());
  }
}
