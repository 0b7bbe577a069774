package io.mooring.client;

/** A model by its provider's id and its own. */
public record ModelRef(String providerId, String modelId) {}
