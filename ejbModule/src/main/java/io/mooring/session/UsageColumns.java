package io.mooring.session;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** A {@link Usage} as columns of a row. */
@Embeddable
public class UsageColumns {
  @Column(name = "cost_micros")
  private long costMicros;

  @Column(name = "tokens_input")
  private long input;

  @Column(name = "tokens_output")
  private long output;

  @Column(name = "tokens_reasoning")
  private long reasoning;

  @Column(name = "tokens_cache_read")
  private long cacheRead;

  @Column(name = "tokens_cache_write")
  private long cacheWrite;

  public UsageColumns() {}

  public UsageColumns(Usage usage) {
    this.costMicros = usage.costMicros();
    this.input = usage.input();
    this.output = usage.output();
    this.reasoning = usage.reasoning();
    this.cacheRead = usage.cacheRead();
    this.cacheWrite = usage.cacheWrite();
  }

  public Usage usage() {
    return new Usage(costMicros, input, output, reasoning, cacheRead, cacheWrite);
  }
}
