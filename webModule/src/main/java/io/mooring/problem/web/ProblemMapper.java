package io.mooring.problem.web;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers with the problem that a feature has thrown. */
@Provider
public class ProblemMapper implements ExceptionMapper<Problem> {
  private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Problem problem) {
    if (problem.kind() == ProblemKind.INTERNAL) {
      LOG.log(System.Logger.Level.ERROR, "A request failed.", problem);
    }
    return ProblemDocument.response(problem, request.getRequestURI());
  }
}
