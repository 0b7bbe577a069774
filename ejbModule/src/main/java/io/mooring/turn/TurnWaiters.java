package io.mooring.turn;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for turns to end. */
@ApplicationScoped
public class TurnWaiters {
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  /**
   * Done when the turn has ended on this node. Ask for it before looking at the turn, and look
   * again when it is done or after a while, for another node may run the turn.
   */
  public CompletableFuture<Void> ended(String turnId) {
    return waiting.computeIfAbsent(turnId, id -> new CompletableFuture<>()).copy();
  }

  /** Nobody waits any more. */
  public void forget(String turnId) {
    waiting.remove(turnId);
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    CompletableFuture<Void> future = waiting.remove(event.turnId());
    if (future != null) {
      future.complete(null);
    }
  }
}
