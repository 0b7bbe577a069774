package io.mooring.session;

import java.math.BigDecimal;

/**
 * What has been used: money in the model provider's currency, and tokens.
 *
 * @param costMicros millionths of the currency's unit
 */
public record Usage(
    long costMicros, long input, long output, long reasoning, long cacheRead, long cacheWrite) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

  public Usage plus(Usage more) {
    return new Usage(
        costMicros + more.costMicros,
        input + more.input,
        output + more.output,
        reasoning + more.reasoning,
        cacheRead + more.cacheRead,
        cacheWrite + more.cacheWrite);
  }

  /** As the API shows it. */
  public UsageDocument document() {
    return new UsageDocument(
        BigDecimal.valueOf(costMicros, 6).stripTrailingZeros(),
        new UsageDocument.Tokens(input, output, reasoning, cacheRead, cacheWrite));
  }
}
