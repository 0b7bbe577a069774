package io.mooring.approval.web;

import io.mooring.access.web.Callers;
import io.mooring.approval.AskDocument;
import io.mooring.approval.AskKind;
import io.mooring.approval.Choice;
import io.mooring.approval.DecideAsk;
import io.mooring.json.web.Bodies;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;

/** Questions that agents ask. */
@Path("/questions")
@Produces(MediaType.APPLICATION_JSON)
public class QuestionsResource {
  @Inject DecideAsk decideAsk;

  @Context SecurityContext security;

  @POST
  @Path("/{id}/answer")
  @Consumes(MediaType.APPLICATION_JSON)
  public AskDocument answer(@PathParam("id") String id, InputStream in) {
    Choice choice =
        Bodies.read(in, AnswerRequest.class, ApprovalsResource.MOST_BODY_BYTES).value().checked();
    var caller = Callers.of(security);
    return decideAsk.decide(caller, id, AskKind.QUESTION, choice);
  }
}
