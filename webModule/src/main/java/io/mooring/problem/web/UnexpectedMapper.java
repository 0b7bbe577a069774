package io.mooring.problem.web;

import io.mooring.report.Incidents;
import io.mooring.time.Ids;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import java.util.Optional;

/** Whatever nobody expected: reported under an id, and only the id is told. */
@Provider
public class UnexpectedMapper implements ExceptionMapper<Throwable> {
  @Inject Ids ids;
  @Inject Incidents incidents;
  @Context HttpServletRequest request;

  @Override
  public Response toResponse(Throwable failure) {
    String incident = ids.next("inc");
    incidents.unexpected("a request, " + incident, Optional.empty(), Optional.empty(), failure);
    String text =
        ProblemDocument.text(
            500,
            "internal-error",
            "Mooring failed to do this; its log knows more under the incident's id.",
            request.getRequestURI(),
            Map.of("incident", incident));
    return Response.status(500).type(ProblemDocument.MEDIA_TYPE).entity(text).build();
  }
}
