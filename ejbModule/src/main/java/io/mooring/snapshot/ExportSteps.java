package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The short transactions around exports. REQUIRES_NEW: between them upstream is read, or what was
 * read is export, which takes long.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ExportSteps {
  /** The newest, and the one before it. */
  private static final int KEPT = 2;

  @Inject Exports exports;
  @Inject Sessions sessions;

  /**
   * Keeps what was read of an upstream session, unless the session has another one by now: what was
   * brought back into that must not be older than this.
   *
   * @return whether it was kept
   */
  public boolean keep(
      SystemCaller system, SealedExport export, String turnId, String upstreamSessionId) {
    Optional<String> now =
        sessions.lockTombstoneToo(system, export.label().sessionId()).upstreamSessionId();
    if (!now.equals(Optional.of(upstreamSessionId))) {
      return false;
    }
    keep(system, export, turnId);
    return true;
  }

  /** Keeps an export, and of the session's older ones the last. */
  public void keep(SystemCaller system, SealedExport export, String turnId) {
    exports.add(
        new ConversationExport(
            system.tenant(), export.label(), export.content(), turnId, export.turnNumber()));
    List<String> all = exports.ids(system, export.label().sessionId());
    exports.delete(system, all.subList(Math.min(KEPT, all.size()), all.size()));
  }

  /** The session's newest export. */
  public Optional<SealedExport> newest(SystemCaller system, String sessionId) {
    return exports.ids(system, sessionId).stream()
        .findFirst()
        .flatMap(id -> exports.find(system, id))
        .map(ConversationExport::export);
  }
}
