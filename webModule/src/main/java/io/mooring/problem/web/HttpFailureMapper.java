package io.mooring.problem.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Gives a body to what JAX-RS itself refuses: an unknown path, a wrong method or media type. */
@Provider
public class HttpFailureMapper implements ExceptionMapper<WebApplicationException> {
  @Override
  public Response toResponse(WebApplicationException failure) {
    Response response = failure.getResponse();
    int status = response.getStatus();
    if (status < 400) {
      return response;
    }
    Response problem =
        switch (status) {
          case 400 -> ProblemDocument.response(400, "malformed", "The request can't be read.");
          case 401 -> ProblemDocument.response(401, "unauthenticated", "Say who you are.");
          case 403 -> ProblemDocument.response(403, "forbidden", "Your roles don't allow this.");
          case 404 -> ProblemDocument.response(404, "not-found", "There is nothing here.");
          case 405 -> ProblemDocument.response(405, "method-not-allowed", "Not with this method.");
          case 406 ->
              ProblemDocument.response(406, "not-acceptable", "Not in a media type you accept.");
          case 413 -> ProblemDocument.response(413, "body-too-large", "The body is too large.");
          case 415 ->
              ProblemDocument.response(415, "unsupported-media-type", "The body must be JSON.");
          default -> ProblemDocument.response(status, "refused", "The request was refused.");
        };
    String allow = response.getHeaderString("Allow");
    return allow == null ? problem : Response.fromResponse(problem).header("Allow", allow).build();
  }
}
