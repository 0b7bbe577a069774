package io.mooring.turn;

/** An agent that a session or a turn may name. */
public record OfferedAgent(String name, String description) {}
