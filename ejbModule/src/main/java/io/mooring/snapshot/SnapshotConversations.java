package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import io.mooring.schema.Conflicts;
import io.mooring.session.History;
import io.mooring.session.History.Conversation;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.ConversationText;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The conversations in snapshots: read, and kept as what a session has come to. */
@ApplicationScoped
public class SnapshotConversations {
  private static final String SOURCE = "snapshot";

  /** Of the text: more is refused. */
  private static final int MOST_BYTES = 1024 * 1024 * 1024;

  @Inject ExportSteps steps;
  @Inject DataKeys dataKeys;
  @Inject Ids ids;
  @Inject Clock clock;

  /**
   * The conversation of a snapshot; empty when nothing had been said.
   *
   * @throws SnapshotDamaged when a byte of it is not what was captured
   */
  public History read(SnapshotStore store, TenantKeys keys, Manifest manifest) throws IOException {
    byte[] text = ConversationText.read(store, keys, manifest, MOST_BYTES);
    Instant takenAt = Instant.ofEpochMilli(manifest.takenAtMillis());
    if (text.length == 0) {
      return new History(SOURCE, takenAt, new Conversation(Json.object(), List.of(), List.of()));
    }
    try {
      return new History(
          SOURCE,
          takenAt,
          SealedExport.conversation(Json.read(new String(text, StandardCharsets.UTF_8))));
    } catch (JsonFailure e) {
      throw new SnapshotDamaged("a conversation that is no JSON", e);
    }
  }

  /**
   * Keeps it as the session's newest export: when upstream loses the session, this comes back, and
   * what was said after it; not what was said before it and given up.
   *
   * @param lastTurn the number of the last turn that has ended in the session
   * @param cause what it is kept for
   */
  public void keep(
      SystemCaller system, String sessionId, History history, long lastTurn, String cause) {
    byte[] text = SealedExport.text(history.conversation());
    byte[] key = Conflicts.retry(() -> dataKeys.exporting(system));
    var label =
        new SealedExport.Label(
            system.tenant(),
            sessionId,
            ids.next("exp"),
            text.length,
            Instant.ofEpochMilli(clock.millis()));
    var export = new SealedExport(label, lastTurn, SealedExport.seal(key, label, text));
    Conflicts.run(() -> steps.keep(system, export, cause));
  }
}
