package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.host.HostFailure;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.problem.Problem;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks for titles that upstream's model thinks of more slowly than it answers: a few times after
 * the newest turn of a session without one. What is missed, the next turn finds.
 */
@ApplicationScoped
class LateTitles {
  private static final System.Logger LOG = System.getLogger(LateTitles.class.getName());
  static final int MOST_WAITING = 1_000;
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

  @Inject UpstreamTitles titles;

  @Resource ManagedScheduledExecutorService executor;

  /** By session, the turn after which it is looked. */
  private final Map<String, String> newest = new ConcurrentHashMap<>();

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (event.titled()) {
      newest.remove(event.sessionId());
    } else if (event.state() != TurnState.ABORTED
        && (newest.size() < MOST_WAITING || newest.containsKey(event.sessionId()))) {
      newest.put(event.sessionId(), event.turnId());
      plan(event, 0);
    }
  }

  private void plan(TurnEnded turn, int look) {
    try {
      ScheduledFuture<?> planned =
          executor.schedule(
              () -> look(turn, look), LOOKS.get(look).toMillis(), TimeUnit.MILLISECONDS);
      LOG.log(System.Logger.Level.TRACE, () -> "A look for a title: " + planned);
    } catch (RejectedExecutionException | IllegalStateException e) {
      newest.remove(turn.sessionId(), turn.turnId());
      LOG.log(System.Logger.Level.DEBUG, "No more looks for titles.", e);
    }
  }

  private void look(TurnEnded turn, int look) {
    if (!turn.turnId().equals(newest.get(turn.sessionId()))) {
      return; // a later turn looks, or has brought one
    }
    if (lacks(new SystemCaller(turn.tenant()), turn.sessionId()) && look + 1 < LOOKS.size()) {
      plan(turn, look + 1);
    } else {
      newest.remove(turn.sessionId(), turn.turnId());
    }
  }

  /** In how many sessions it is looked for one. */
  int size() {
    return newest.size();
  }

  private boolean lacks(SystemCaller system, String sessionId) {
    try {
      return titles.lacksAfterAsking(system, sessionId);
    } catch (UpstreamFailure | HostFailure e) {
      LOG.log(System.Logger.Level.DEBUG, "No title could be asked for.", e);
      return !(e instanceof UpstreamFailure.NotFound);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "The session takes no title.", e);
      return false;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A title could not be looked for.", e);
      return true;
    }
  }
}
