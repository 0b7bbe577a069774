package io.mooring.turn;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Those who wait for turns to end. */
@ApplicationScoped
public class TurnWaiters {
  private static final int MOST_RECENT = 1_000;

  /** Turns that ended here a moment ago, for who asks only now. */
  private final Set<String> recent =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_RECENT;
                }
              }));

  private final Map<String, Map<Object, CompletableFuture<Optional<TurnDocument>>>> waiting =
      new ConcurrentHashMap<>();

  /**
   * Done when the turn has ended on this node, at once when that was a moment ago, or after a
   * while. Each call has a future of its own.
   *
   * @param longest after which nobody is told any more, and nobody is remembered
   * @return the turn as it ended; empty when it must be looked at, for another node may run it
   */
  public CompletableFuture<Optional<TurnDocument>> ended(String turnId, Duration longest) {
    Object me = new Object();
    CompletableFuture<Optional<TurnDocument>> mine = new CompletableFuture<>();
    waiting.compute(
        turnId,
        (id, others) -> {
          Map<Object, CompletableFuture<Optional<TurnDocument>>> all =
              others == null ? new ConcurrentHashMap<>() : others;
          all.put(me, mine);
          return all;
        });
    if (recent.contains(turnId)) {
      mine.complete(Optional.empty());
    }
    return mine.completeOnTimeout(Optional.empty(), longest.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((done, failure) -> forget(turnId, me));
  }

  /** Whether somebody waits for the turn. */
  boolean isAwaited(String turnId) {
    return waiting.containsKey(turnId);
  }

  private void forget(String turnId, Object waiter) {
    waiting.computeIfPresent(
        turnId,
        (id, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    recent.add(event.turnId());
    Map<Object, CompletableFuture<Optional<TurnDocument>>> all = waiting.remove(event.turnId());
    if (all != null) {
      all.values().forEach(future -> future.complete(event.document()));
    }
  }

  int size() {
    return waiting.size();
  }
}
