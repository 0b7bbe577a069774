package io.mooring.host;

/** How an absent opencode is got. */
public enum Install {
  /** It is not: the operator provides it. */
  NEVER,
  /** From the npm registry, into the data directory. */
  NPM
}
