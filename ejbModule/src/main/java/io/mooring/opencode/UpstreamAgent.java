package io.mooring.opencode;

/**
 * An agent that a prompt may name.
 *
 * @param mode {@code primary}, {@code subagent} or {@code all}
 */
public record UpstreamAgent(String name, String description, String mode, boolean hidden) {}
