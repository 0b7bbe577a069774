package io.mooring.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Gives a body to what JAX-RS itself refuses: an unknown path, a wrong method or media type. */
@Provider
public class HttpFailureMapper implements ExceptionMapper<WebApplicationException> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(WebApplicationException failure) {
    Response response = failure.getResponse();
    int status = response.getStatus();
    if (status < 400) {
      return response;
    }
    Response problem =
        switch (status) {
          case 400 -> problem(400, "malformed", "The request can't be read.");
          case 401 -> problem(401, "unauthenticated", "Say who you are.");
          case 403 -> problem(403, "forbidden", "Your roles don't allow this.");
          case 404 -> problem(404, "not-found", "There is nothing here.");
          case 405 -> problem(405, "method-not-allowed", "Not with this method.");
          case 406 -> problem(406, "not-acceptable", "Not in a media type you accept.");
          case 413 -> problem(413, "body-too-large", "The body is too large.");
          case 415 -> problem(415, "unsupported-media-type", "The body must be JSON.");
          default -> problem(status, "refused", "The request was refused.");
        };
    String allow = response.getHeaderString("Allow");
    return allow == null ? problem : Response.fromResponse(problem).header("Allow", allow).build();
  }

  private Response problem(int status, String code, String detail) {
    return ProblemDocument.response(status, code, detail, request.getRequestURI());
  }
}
