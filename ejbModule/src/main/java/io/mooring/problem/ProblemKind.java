package io.mooring.problem;

/** What sort of failure a {@link Problem} is; the REST API gives each kind one HTTP status. */
public enum ProblemKind {
  /** The request can't be read at all. */
  MALFORMED,
  /** The caller may not do this. */
  FORBIDDEN,
  /** It does not exist, or it is not the caller's. */
  NOT_FOUND,
  /** The state of things does not allow it now. */
  CONFLICT,
  /** The caller's version is not the current one. */
  PRECONDITION_FAILED,
  /** More bytes than are taken. */
  TOO_LARGE,
  /** The request can be read and a value in it is wrong. */
  INVALID,
  /** Too many at once; try again later. */
  TOO_MANY,
  /** Upstream answered, with a refusal or with something unusable. */
  UPSTREAM_REFUSED,
  /** Upstream can't be reached, or Mooring takes no work now; try again later. */
  UNAVAILABLE,
  /** Upstream did not answer in time. */
  UPSTREAM_LATE,
  /** A fault of Mooring's own. */
  INTERNAL
}
