package io.mooring.snapshot.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.Cursors;
import io.mooring.access.web.Pages;
import io.mooring.json.web.Bodies;
import io.mooring.schema.Conflicts;
import io.mooring.session.web.Versions;
import io.mooring.snapshot.ChangeSnapshot;
import io.mooring.snapshot.ReadSnapshots;
import io.mooring.snapshot.SnapshotArchive;
import io.mooring.snapshot.SnapshotChange;
import io.mooring.snapshot.SnapshotContents;
import io.mooring.snapshot.SnapshotDocument;
import io.mooring.snapshot.SnapshotFile;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One snapshot. */
@Path("/snapshots/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String ZSTD = "application/zstd";

  @Inject ReadSnapshots snapshots;
  @Inject ChangeSnapshot changeSnapshot;
  @Inject SnapshotContents contents;
  @Inject Cursors cursors;

  @PathParam("id")
  String id = "";

  @Context SecurityContext security;
  @Context UriInfo uri;

  @GET
  public Response read() {
    return tagged(snapshots.get(caller(), id));
  }

  @PATCH
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  public Response change(@HeaderParam("If-Match") @Nullable String ifMatch, InputStream in) {
    SnapshotChange change =
        SnapshotPatchRequest.read(Bodies.object(in, SessionSnapshotsResource.MOST_BODY_BYTES));
    Optional<Long> version = Versions.wanted(ifMatch);
    Caller caller = caller();
    return tagged(Conflicts.retry(() -> changeSnapshot.change(caller, id, change, version)));
  }

  @DELETE
  public Response delete(@HeaderParam("If-Match") @Nullable String ifMatch) {
    Optional<Long> version = Versions.wanted(ifMatch);
    Caller caller = caller();
    Conflicts.run(() -> changeSnapshot.delete(caller, id, version));
    return Response.noContent().build();
  }

  /** A name in the snapshot and how many come before it. */
  private record Numbered(long number, SnapshotFile file) {}

  @GET
  @Path("/files")
  public Response files(
      @QueryParam("limit") @Nullable String limitText,
      @QueryParam("cursor") @Nullable String cursor) {
    int limit = Pages.limit(limitText);
    String name = "files of " + id;
    long skip = cursor == null ? 0 : Long.parseLong(cursors.verify(name, cursor));
    List<Numbered> page = new ArrayList<>();
    for (SnapshotFile file : contents.files(caller(), id, skip, limit)) {
      page.add(new Numbered(skip + page.size(), file));
    }
    return Pages.render(
        uri,
        page,
        limit,
        last -> cursors.sign(name, Long.toString(last.number() + 1)),
        Numbered::file);
  }

  @GET
  @Path("/archive")
  @Produces(ZSTD)
  public Response archive() {
    Caller caller = caller();
    SnapshotArchive archive = contents.archive(caller, id);
    StreamingOutput streamed = out -> contents.write(caller, archive, out);
    // The name is our own id: nothing that an agent or a caller wrote gets into a header.
    return Response.ok(streamed, ZSTD)
        .header("Content-Disposition", "attachment; filename=\"" + id + ".tar.zst\"")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static Response tagged(SnapshotDocument snapshot) {
    return Response.ok(snapshot).tag(Long.toString(snapshot.version())).build();
  }

  private Caller caller() {
    return Callers.of(security);
  }
}
