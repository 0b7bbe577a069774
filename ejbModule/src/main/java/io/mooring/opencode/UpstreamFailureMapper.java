package io.mooring.opencode;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Turns every answer that isn't the JSON asked for into an {@link UpstreamFailure}. */
public class UpstreamFailureMapper implements ResponseExceptionMapper<UpstreamFailure> {

  @Override
  public boolean handles(int status, MultivaluedMap<String, Object> headers) {
    Object type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
    return new UpstreamAnswer(status, type == null ? "" : type.toString()).failed();
  }

  @Override
  public UpstreamFailure toThrowable(Response response) {
    String type = response.getHeaderString(HttpHeaders.CONTENT_TYPE);
    return new UpstreamAnswer(response.getStatus(), type == null ? "" : type)
        .failure(response.getStatus() < 300 ? "" : body(response));
  }

  private static String body(Response response) {
    try {
      String body = response.hasEntity() ? response.readEntity(String.class) : "";
      return body == null ? "" : body;
    } catch (ProcessingException | IllegalStateException e) {
      return ""; // the status has to do
    }
  }
}
