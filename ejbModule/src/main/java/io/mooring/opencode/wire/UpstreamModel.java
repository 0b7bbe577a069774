package io.mooring.opencode.wire;

import org.jspecify.annotations.Nullable;

/** A model as upstream names it. */
public record UpstreamModel(String providerId, String modelId, @Nullable String variant) {}
