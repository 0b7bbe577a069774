package io.mooring.turn;

import io.mooring.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who takes the next place to run turns. Of those whose user and whose server have room, the user
 * with the fewest places comes first, users with as many take turns, and each user's sessions come
 * in the order in which they arrived. Knows no thread; guarded by its user's lock.
 */
final class Places {
  private final Map<String, Seat> running = new LinkedHashMap<>();
  private final Map<String, Seat> again = new HashMap<>();
  private final Set<String> waiting = new HashSet<>();

  /** Each user's sessions that wait, in order; the users in the order in which they take turns. */
  private final Map<User, List<Seat>> queues = new LinkedHashMap<>();

  private record User(String tenant, String name) {
    static User of(Seat seat) {
      return new User(seat.tenant(), seat.user());
    }
  }

  /**
   * How many may run at once.
   *
   * @param all on this node
   * @param server on one server, which is one tenant's
   * @param user of one user
   */
  record Most(int all, int server, int user) {
    static Most of(Settings settings) {
      return new Most(
          settings.get(TurnSettings.MAX_RUNNING),
          settings.get(TurnSettings.MAX_RUNNING_PER_SERVER),
          settings.get(TurnSettings.MAX_RUNNING_PER_USER));
    }
  }

  /** Wants a place; one that has it wants it once more when it is free, however often it asks. */
  void offer(Seat seat) {
    if (running.containsKey(seat.sessionId())) {
      again.putIfAbsent(seat.sessionId(), seat);
    } else if (waiting.add(seat.sessionId())) {
      queues.computeIfAbsent(User.of(seat), any -> new ArrayList<>()).add(seat);
    }
  }

  /** Takes the next place, if somebody waits who may have one. */
  Optional<Seat> next(Most most) {
    if (running.size() >= most.all()) {
      return Optional.empty();
    }
    Optional<User> user =
        queues.keySet().stream()
            .filter(u -> count(u) < most.user() && countOnServer(u.tenant()) < most.server())
            .min(Comparator.comparingLong(this::count));
    return user.map(this::take);
  }

  /** Takes a place past the queues, when nobody waits and the seat may have one. */
  boolean takeAtOnce(Seat seat, Most most) {
    boolean may =
        waiting.isEmpty()
            && !running.containsKey(seat.sessionId())
            && running.size() < most.all()
            && count(User.of(seat)) < most.user()
            && countOnServer(seat.tenant()) < most.server();
    if (may) {
      running.put(seat.sessionId(), seat);
    }
    return may;
  }

  private Seat take(User user) {
    List<Seat> queue = queues.remove(user);
    Seat seat = queue.remove(0);
    if (!queue.isEmpty()) {
      queues.put(user, queue); // behind the others
    }
    waiting.remove(seat.sessionId());
    running.put(seat.sessionId(), seat);
    return seat;
  }

  /** Gives the session's place back. */
  void free(String sessionId) {
    running.remove(sessionId);
    Seat wanted = again.remove(sessionId);
    if (wanted != null) {
      offer(wanted);
    }
  }

  boolean isRunning(String sessionId) {
    return running.containsKey(sessionId);
  }

  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  private long count(User user) {
    return running.values().stream().filter(seat -> User.of(seat).equals(user)).count();
  }

  private long countOnServer(String tenant) {
    return running.values().stream().filter(seat -> seat.tenant().equals(tenant)).count();
  }
}
