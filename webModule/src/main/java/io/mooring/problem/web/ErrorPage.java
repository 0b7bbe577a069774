package io.mooring.problem.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The body of what the container refuses before JAX-RS is asked: log-ins above all. */
@WebServlet(urlPatterns = "/problem")
public class ErrorPage extends HttpServlet {
  private static final System.Logger LOG = System.getLogger(ErrorPage.class.getName());

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object given = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int status = given instanceof Integer number ? number : 404;
    if (status == 401) {
      FailedLogIn.of(request.getHeader("Authorization"))
          .ifPresent(failed -> LOG.log(Level.INFO, "A log-in was refused: {0}", failed.name()));
    }
    Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String instance = asked instanceof String uri ? uri : request.getRequestURI();
    String text =
        switch (status) {
          case 401 ->
              ProblemDocument.text(401, "unauthenticated", "Say who you are.", instance, Map.of());
          case 403 ->
              ProblemDocument.text(
                  403, "forbidden", "Your roles don't allow this.", instance, Map.of());
          case 404 ->
              ProblemDocument.text(404, "not-found", "There is nothing here.", instance, Map.of());
          default ->
              ProblemDocument.text(
                  status, "refused", "The request was refused.", instance, Map.of());
        };
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(ProblemDocument.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
