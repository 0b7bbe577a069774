package io.mooring.access;

/** The tenants there are: one, until each has an operating-system user of its own. */
public final class Tenants {
  public static final String DEFAULT = "default";

  private Tenants() {}
}
