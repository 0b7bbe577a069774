package io.mooring.access.web;

import io.mooring.problem.InvalidValue;
import org.jspecify.annotations.Nullable;

/** Query parameters that are true or false; JAX-RS itself would take any other word for false. */
public final class Flags {
  private Flags() {}

  /**
   * Whether it is set; absent, it is not.
   *
   * @throws InvalidValue when it is neither true nor false
   */
  public static boolean of(String name, @Nullable String text) {
    if (text == null) {
      return false;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValue(name, "The parameter " + name + " is true or false.");
    };
  }
}
