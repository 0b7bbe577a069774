package io.mooring.time.web;

import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits until something has come to its end, without holding a thread. */
@ApplicationScoped
public class Waiting {
  @Inject Ticker ticker;

  @Resource ManagedExecutorService executor;

  /**
   * What is waited for.
   *
   * @param <T> what is known of it at a time
   * @param hasEnded whether it has come to its end
   * @param change done when it may have ended, and after so long at the latest: with what it is
   *     now, when that was told; empty when it must be looked at
   * @param look answers what it is now
   */
  public record Awaited<T>(
      Predicate<T> hasEnded,
      Function<Duration, CompletionStage<Optional<T>>> change,
      Supplier<T> look) {}

  /**
   * What is waited for once it has ended, or as it is when the time is over.
   *
   * @param now as it was a moment ago
   * @param lookAgain how often it is looked at when nothing tells of a change
   */
  public <T> CompletionStage<T> ended(
      T now, Duration longest, Duration lookAgain, Awaited<T> awaited) {
    return await(now, longest, lookAgain, awaited, ticker.nanos());
  }

  private <T> CompletionStage<T> await(
      T now, Duration longest, Duration lookAgain, Awaited<T> awaited, long begunNanos) {
    Duration left = longest.minus(ticker.since(begunNanos));
    if (awaited.hasEnded().test(now) || left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(now);
    }
    return awaited
        .change()
        .apply(left.compareTo(lookAgain) < 0 ? left : lookAgain)
        .thenComposeAsync(
            told -> await(told.orElseGet(awaited.look()), longest, lookAgain, awaited, begunNanos),
            executor);
  }
}
