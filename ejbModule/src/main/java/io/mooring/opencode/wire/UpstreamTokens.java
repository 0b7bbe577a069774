package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** What a message used, in tokens; never negative. */
public record UpstreamTokens(
    long input, long output, long reasoning, long cacheRead, long cacheWrite) {
  public static final UpstreamTokens NONE = new UpstreamTokens(0, 0, 0, 0, 0);

  static UpstreamTokens of(JsonNode tokens) {
    return new UpstreamTokens(
        Fields.tokens(tokens, "input"),
        Fields.tokens(tokens, "output"),
        Fields.tokens(tokens, "reasoning"),
        Fields.tokens(tokens.path("cache"), "read"),
        Fields.tokens(tokens.path("cache"), "write"));
  }

  public UpstreamTokens plus(UpstreamTokens other) {
    return new UpstreamTokens(
        input + other.input,
        output + other.output,
        reasoning + other.reasoning,
        cacheRead + other.cacheRead,
        cacheWrite + other.cacheWrite);
  }
}
