package io.mooring.client;

import java.math.BigDecimal;

/**
 * What was used up.
 *
 * @param cost in the model's currency
 */
public record Usage(BigDecimal cost, Tokens tokens) {
  /** Numbers of tokens. */
  public record Tokens(long input, long output, long reasoning, long cacheRead, long cacheWrite) {}
}
