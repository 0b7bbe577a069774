package io.mooring.schema;

import java.util.Optional;

/** Which database Mooring keeps its rows in; the JDBC address tells. */
public enum DatabaseKind {
  /** Embedded Derby in the data directory. */
  DERBY,
  /** Embedded Derby in memory: nothing outlives the server. */
  MEMORY,
  /** PostgreSQL, which several nodes can share. */
  POSTGRESQL;

  /** The kind that a JDBC address names, if it is one that Mooring knows. */
  public static Optional<DatabaseKind> of(String url) {
    if (url.startsWith("jdbc:derby:memory:")) {
      return Optional.of(MEMORY);
    }
    if (url.startsWith("jdbc:derby:") && !url.startsWith("jdbc:derby://")) {
      return Optional.of(DERBY);
    }
    return url.startsWith("jdbc:postgresql:") ? Optional.of(POSTGRESQL) : Optional.empty();
  }
}
