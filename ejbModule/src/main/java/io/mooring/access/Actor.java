package io.mooring.access;

/** On whose behalf a repository is asked: every query names one, and with it the tenant. */
public sealed interface Actor permits Caller, SystemCaller {
  String tenant();

  /** Whether this actor may see what {@code owner} owns. */
  boolean maySee(String owner);

  /** Whether this actor may change what {@code owner} owns. */
  boolean mayChange(String owner);
}
