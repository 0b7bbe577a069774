package io.mooring.turn;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Those who wait for turns to end. */
@ApplicationScoped
public class TurnWaiters {
  /** After this nobody is told any more, and nobody is remembered. */
  private static final long LONGEST_SECONDS = 5;

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

  private final Map<String, Map<Object, CompletableFuture<Void>>> waiting =
      new ConcurrentHashMap<>();

  /**
   * Done when the turn has ended on this node, at once when that was a moment ago, or after 5 s.
   * Look at the turn when it is done, for another node may run the turn. Each call has a future of
   * its own.
   */
  public CompletableFuture<Void> ended(String turnId) {
    Object me = new Object();
    CompletableFuture<Void> mine = new CompletableFuture<>();
    waiting.compute(
        turnId,
        (id, others) -> {
          Map<Object, CompletableFuture<Void>> all =
              others == null ? new ConcurrentHashMap<>() : others;
          all.put(me, mine);
          return all;
        });
    if (recent.contains(turnId)) {
      mine.complete(null);
    }
    return mine.completeOnTimeout(null, LONGEST_SECONDS, TimeUnit.SECONDS)
        .whenComplete((done, failure) -> forget(turnId, me));
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
    Map<Object, CompletableFuture<Void>> all = waiting.remove(event.turnId());
    if (all != null) {
      all.values().forEach(future -> future.complete(null));
    }
  }

  int size() {
    return waiting.size();
  }
}
