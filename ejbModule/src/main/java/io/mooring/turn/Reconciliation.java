package io.mooring.turn;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamStatus;
import java.util.List;
import java.util.Optional;

/**
 * What to do about a prompt when it is not known what became of it, read from what upstream has.
 */
enum Reconciliation {
  /** It never arrived: send it. */
  SEND,
  /** It arrived and nobody answers it: send it again under the same ids. */
  SEND_AGAIN,
  /** It is being answered: watch. */
  ATTACH,
  /** It was answered: read the reply. */
  FINISH,
  /** Its answer was begun and broke off: it must not run again by itself. */
  INTERRUPTED;

  /**
   * Decides by what upstream says.
   *
   * @param promptIsThere whether upstream has the prompt's message; false only for a confirmed
   *     not-found
   * @param messages the session's messages from the prompt on
   * @param status empty when upstream lists none for the session, which means idle
   */
  static Reconciliation of(
      boolean promptIsThere,
      String promptMessageId,
      List<UpstreamMessage> messages,
      Optional<UpstreamStatus> status) {
    if (!promptIsThere) {
      return SEND;
    }
    if (status.filter(s -> !(s instanceof UpstreamStatus.Idle)).isPresent()) {
      return ATTACH;
    }
    Optional<MessageInfo> last =
        messages.stream()
            .map(UpstreamMessage::info)
            .filter(info -> info.assistant() && promptMessageId.equals(info.parentId()))
            .reduce((first, second) -> second);
    if (last.isEmpty()) {
      return SEND_AGAIN;
    }
    boolean ended = last.get().finish() != null || last.get().error() != null;
    return ended ? FINISH : INTERRUPTED;
  }
}
