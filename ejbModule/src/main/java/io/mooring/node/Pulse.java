package io.mooring.node;

/** A boot's heartbeat as somebody has just read it. */
public record Pulse(String bootId, String nodeId, long heartbeat) {}
