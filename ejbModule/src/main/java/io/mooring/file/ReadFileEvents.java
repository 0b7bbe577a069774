package io.mooring.file;

import io.mooring.access.Caller;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** Reads what agents did with files in sessions that the caller may see. */
@Stateless
public class ReadFileEvents {
  @Inject Sessions sessions;
  @Inject FileEvents events;

  /**
   * The session's file events, newest first, one more than {@code limit} at most.
   *
   * @param before a seq; Long.MAX_VALUE for the newest
   * @throws io.mooring.session.SessionFailure not found
   */
  public List<FileEventDocument> list(Caller caller, String sessionId, long before, int limit) {
    sessions.get(caller, sessionId);
    return events.list(caller, sessionId, before, limit + 1).stream()
        .map(FileEvent::document)
        .toList();
  }
}
