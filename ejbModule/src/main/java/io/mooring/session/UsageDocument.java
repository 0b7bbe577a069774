package io.mooring.session;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;

/** A usage as the API shows it. */
public record UsageDocument(
    @JsonFormat(shape = JsonFormat.Shape.NUMBER) BigDecimal cost, Tokens tokens) {
  /** Numbers of tokens. */
  public record Tokens(long input, long output, long reasoning, long cacheRead, long cacheWrite) {}
}
