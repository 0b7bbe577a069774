package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.json.Json;
import io.mooring.json.MergePatch;
import io.mooring.problem.InvalidValue;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a merge patch changes of a session.
 *
 * @param metadataPatch a JSON object that is merged into the metadata
 */
public record SessionChange(
    Patched<String> title,
    Patched<String> agent,
    Patched<ModelRef> model,
    Patched<String> metadataPatch,
    Patched<String> permissionsJson,
    Patched<Path> workdir,
    Patched<String> snapshotsJson) {

  /** One that says nothing of snapshots. */
  public SessionChange(
      Patched<String> title,
      Patched<String> agent,
      Patched<ModelRef> model,
      Patched<String> metadataPatch,
      Patched<String> permissionsJson,
      Patched<Path> workdir) {
    this(title, agent, model, metadataPatch, permissionsJson, workdir, Patched.absent());
  }

  public SessionChange {
    title.value().ifPresent(t -> NewSession.requireLine("title", t, NewSession.MOST_TITLE_CHARS));
    agent.value().ifPresent(a -> NewSession.requireLine("agent", a, NewSession.MOST_AGENT_CHARS));
    if (agent.given() && agent.value().isEmpty()) {
      throw new InvalidValue("agent", "A session needs an agent.");
    }
    if (workdir.given() && workdir.value().isEmpty()) {
      throw new InvalidValue("workdir", "A session needs a workdir.");
    }
  }

  void applyTo(Session session, Caller by, Instant at) {
    title.ifGiven(t -> session.rename(t.orElse(null), at));
    agent.ifGiven(a -> session.useAgent(a.orElseThrow(), at));
    model.ifGiven(m -> session.useModel(m.orElse(null), at));
    snapshotsJson.ifGiven(s -> session.save(s.orElse(null), at));
    metadataPatch.ifGiven(m -> session.describe(m.map(p -> merged(session, p)).orElse(null), at));
    permissionsJson.ifGiven(p -> session.rule(p.orElse(null), by, at));
  }

  private static String merged(Session session, String patch) {
    JsonNode before = session.metadataJson().map(Json::read).orElseGet(Json::object);
    return NewSession.requireMetadata(MergePatch.applied(before, Json.read(patch)));
  }
}
