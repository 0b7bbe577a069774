package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes upstream's title for a session that has none of ours, once. REQUIRES_NEW, for those who
 * bring a title have just talked to upstream.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionTitles {
  /** What upstream calls a session until its model has thought of something. */
  private static final Pattern DEFAULT =
      Pattern.compile(
          "(?:(?:New|Child) session(?: - [-0-9T:. Z]*)?|[-0-9T:. Z]*)(?: \\(fork #\\d+\\))?",
          Pattern.CASE_INSENSITIVE);

  @Inject Sessions sessions;
  @Inject SessionFeed feed;
  @Inject Clock clock;

  /** Whether a title of upstream's says something. */
  public static boolean isTelling(String title) {
    return !title.isBlank() && !DEFAULT.matcher(title.strip()).matches();
  }

  /** Whether a session has a title, so that it needs none of upstream's. */
  public static boolean isTitled(Session session) {
    return session.title().filter(title -> !title.isEmpty()).isPresent();
  }

  /** The upstream session of a living session without a title. */
  public Optional<String> untitled(SystemCaller system, String sessionId) {
    return sessions
        .find(system, sessionId)
        .filter(found -> !isTitled(found))
        .flatMap(Session::upstreamSessionId);
  }

  /**
   * Gives the session upstream's title, unless it has one.
   *
   * @param upstreamSessionId whose title it is; another than the current one has no say
   * @param title one clean line of at most 512 characters
   * @return whether it was taken
   */
  public boolean adopt(
      SystemCaller system, String sessionId, String upstreamSessionId, String title) {
    if (!isTelling(title)) {
      return false;
    }
    Optional<Session> session =
        sessions
            .lockAny(system, sessionId)
            .filter(found -> found.isVisibleTo(system) && !isTitled(found))
            .filter(found -> found.upstreamSessionId().equals(Optional.of(upstreamSessionId)));
    session.ifPresent(
        found -> {
          found.rename(title, clock.instant());
          feed.changed(system, found);
        });
    return session.isPresent();
  }
}
