package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
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
