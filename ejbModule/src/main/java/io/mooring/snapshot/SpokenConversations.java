package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.host.Servers;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.session.History;
import io.mooring.session.HistorySources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * Reads conversations for snapshots: from the agent, and from what is kept here when that can't be
 * asked, has lost it, or has more than is read.
 */
@ApplicationScoped
class SpokenConversations {
  private static final System.Logger LOG = System.getLogger(SpokenConversations.class.getName());
  private static final Set<ProblemKind> NOT_TOLD =
      Set.of(
          ProblemKind.NOT_FOUND,
          ProblemKind.UNAVAILABLE,
          ProblemKind.UPSTREAM_LATE,
          ProblemKind.UPSTREAM_REFUSED,
          ProblemKind.TOO_MANY);

  @Inject Servers servers;
  @Inject HistorySources histories;
  @Inject Settings settings;

  /**
   * Reads a session's conversation.
   *
   * @throws Problem {@code snapshot-unreadable} when what is kept here can't be read
   */
  Spoken read(SystemCaller system, String sessionId, Optional<String> upstreamSessionId) {
    if (upstreamSessionId.isPresent()) {
      try {
        return Spoken.of(
            ConversationSource.UPSTREAM,
            new ConversationReader(
                    servers.server(system.tenant()).client(),
                    settings.get(SnapshotSettings.EXPORT_LIMIT).bytes())
                .read(upstreamSessionId.get()));
      } catch (ConversationReader.TooLarge e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The conversation of {0} is larger than {1}: its snapshot has what is kept here.",
            sessionId,
            SnapshotSettings.EXPORT_LIMIT.key());
      } catch (Problem e) {
        if (!NOT_TOLD.contains(e.kind())) {
          throw e;
        }
        LOG.log(
            System.Logger.Level.INFO,
            "opencode does not tell the conversation of " + sessionId + ": what is kept is taken.",
            e);
      }
    }
    return histories
        .newest(system, sessionId)
        .map(SpokenConversations::kept)
        .orElse(Spoken.NOTHING);
  }

  private static Spoken kept(History history) {
    ConversationSource source =
        history.source().equals(ExportHistory.SOURCE)
            ? ConversationSource.EXPORT
            : ConversationSource.MESSAGES;
    return Spoken.of(source, history.conversation());
  }
}
