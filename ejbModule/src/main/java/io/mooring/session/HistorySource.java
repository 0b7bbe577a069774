package io.mooring.session;

import io.mooring.access.SystemCaller;
import java.util.Optional;

/**
 * Keeps what was said in sessions: implemented by who keeps it. A session that upstream has lost is
 * brought back from the first source that has something.
 */
public interface HistorySource {
  /** Sources are asked in ascending order: the most faithful one first. */
  int rank();

  /**
   * The newest that this source keeps of a session. A turn that runs or waits is no part of it: its
   * prompt is sent when the history is back.
   *
   * @return empty when it keeps nothing
   * @throws io.mooring.problem.Problem {@code snapshot-unreadable} when something is there and
   *     can't be decrypted or does not authenticate: no other source may be asked then
   */
  Optional<History> history(SystemCaller system, String sessionId);
}
