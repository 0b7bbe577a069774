package io.mooring.problem.web;

import io.mooring.time.Ids;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Whatever nobody expected: logged whole under an id, and only the id is told. */
@Provider
public class UnexpectedMapper implements ExceptionMapper<Throwable> {
  private static final System.Logger LOG = System.getLogger(UnexpectedMapper.class.getName());

  @Inject Ids ids;

  @Override
  public Response toResponse(Throwable failure) {
    String incident = ids.next("inc");
    LOG.log(System.Logger.Level.ERROR, "Unexpected failure " + incident, failure);
    String text =
        ProblemDocument.text(
            500,
            "internal-error",
            "Mooring failed to do this; its log knows more under the incident's id.",
            Map.of("incident", incident));
    return Response.status(500).type(ProblemDocument.MEDIA_TYPE).entity(text).build();
  }
}
