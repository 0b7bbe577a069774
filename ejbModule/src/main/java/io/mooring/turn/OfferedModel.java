package io.mooring.turn;

/**
 * A model that a session or a turn may name.
 *
 * @param name for people
 * @param provider the provider's name, for people
 */
public record OfferedModel(String providerId, String modelId, String name, String provider) {}
