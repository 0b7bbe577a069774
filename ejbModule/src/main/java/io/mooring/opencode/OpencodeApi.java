package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * Upstream's routes as they are; {@link Opencode} is what the rest of Mooring uses. A null query
 * parameter is left out.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface OpencodeApi {
  @GET
  @Path("global/health")
  JsonNode health();

  @POST
  @Path("session")
  JsonNode createSession(@QueryParam("directory") String directory, ObjectNode body);

  @GET
  @Path("session")
  JsonNode sessions(
      @QueryParam("directory") String directory,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("roots") @Nullable Boolean roots,
      @QueryParam("start") @Nullable Long start);

  @GET
  @Path("session/status")
  JsonNode statuses(@QueryParam("directory") String directory);

  @GET
  @Path("session/{id}")
  JsonNode session(@PathParam("id") String id);

  @PATCH
  @Path("session/{id}")
  JsonNode patchSession(@PathParam("id") String id, ObjectNode body);

  @DELETE
  @Path("session/{id}")
  JsonNode deleteSession(@PathParam("id") String id);

  /** A Response for its header {@code x-next-cursor}. */
  @GET
  @Path("session/{id}/message")
  Response messages(
      @PathParam("id") String id,
      @QueryParam("limit") int limit,
      @QueryParam("before") @Nullable String before);

  @GET
  @Path("session/{id}/message/{message}")
  JsonNode message(@PathParam("id") String id, @PathParam("message") String message);

  @POST
  @Path("instance/dispose")
  JsonNode disposeInstance(@QueryParam("directory") String directory, ObjectNode body);

  @POST
  @Path("session/{id}/prompt_async")
  void promptAsync(@PathParam("id") String id, ObjectNode body);

  @POST
  @Path("session/{id}/message")
  JsonNode prompt(@PathParam("id") String id, ObjectNode body);

  @POST
  @Path("session/{id}/abort")
  JsonNode abort(@PathParam("id") String id, ObjectNode body);

  @POST
  @Path("session/{id}/fork")
  JsonNode fork(@PathParam("id") String id, ObjectNode body);

  @POST
  @Path("experimental/control-plane/move-session")
  void moveSession(ObjectNode body);

  @GET
  @Path("session/{id}/children")
  JsonNode children(@PathParam("id") String id);

  @GET
  @Path("session/{id}/todo")
  JsonNode todo(@PathParam("id") String id);

  @GET
  @Path("permission")
  JsonNode permissions(@QueryParam("directory") String directory);

  @POST
  @Path("permission/{id}/reply")
  JsonNode replyPermission(
      @PathParam("id") String id, @QueryParam("directory") String directory, ObjectNode body);

  @GET
  @Path("question")
  JsonNode questions(@QueryParam("directory") String directory);

  @POST
  @Path("question/{id}/reply")
  JsonNode replyQuestion(
      @PathParam("id") String id, @QueryParam("directory") String directory, ObjectNode body);

  @POST
  @Path("question/{id}/reject")
  JsonNode rejectQuestion(
      @PathParam("id") String id, @QueryParam("directory") String directory, ObjectNode body);

  @GET
  @Path("agent")
  JsonNode agents(@QueryParam("directory") String directory);

  /** Holds the providers' keys: read what is needed and drop it. */
  @GET
  @Path("config/providers")
  JsonNode configProviders(@QueryParam("directory") String directory);
}
