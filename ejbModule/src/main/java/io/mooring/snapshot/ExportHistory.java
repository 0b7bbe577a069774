package io.mooring.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.SystemCaller;
import io.mooring.schema.Conflicts;
import io.mooring.session.History;
import io.mooring.session.HistorySource;
import io.mooring.turn.SaidHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a conversation back from its newest export, and from our own messages what was said in
 * turns after that: a turn that upstream never finished is not exported.
 */
@ApplicationScoped
class ExportHistory implements HistorySource {
  static final String SOURCE = "export";

  @Inject ExportSteps steps;
  @Inject DataKeys keys;
  @Inject SaidHistory said;
  @Inject Unreadable unreadable;

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Optional<History> history(SystemCaller system, String sessionId) {
    Optional<SealedExport> newest = Conflicts.retry(() -> steps.newest(system, sessionId));
    return newest.map(export -> read(system, export));
  }

  private History read(SystemCaller system, SealedExport export) {
    History.Conversation exported = open(system, export);
    String upstreamId = exported.info().path("id").asText();
    SaidHistory.Later later =
        said.later(system, export.label().sessionId(), export.turnNumber(), upstreamId);
    List<JsonNode> messages = new ArrayList<>(exported.messages());
    messages.addAll(later.messages());
    return new History(
        SOURCE,
        later.messages().isEmpty() ? export.label().takenAt() : later.takenAt(),
        new History.Conversation(exported.info(), messages, exported.children()));
  }

  private History.Conversation open(SystemCaller system, SealedExport export) {
    try {
      return export.open(Conflicts.retry(() -> keys.exporting(system)));
    } catch (SnapshotFailure e) {
      String session = export.label().sessionId();
      unreadable.found(
          system, "the export of session " + session, session, Optional.of(session), e);
      throw e;
    }
  }
}
