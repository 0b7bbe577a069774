package io.mooring.opencode;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.mooring.json.Json;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Upstream's JSON by our lenient mapper, on this client only. */
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class LenientJson extends JacksonJsonProvider {
  public LenientJson() {
    super(Json.lenient());
  }
}
