package io.mooring.session;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A field of a merge patch.
 *
 * @param given whether the patch names the field at all
 * @param value what it becomes; empty clears it
 */
public record Patched<T>(boolean given, Optional<T> value) {
  /** The patch leaves the field as it is. */
  public static <T> Patched<T> absent() {
    return new Patched<>(false, Optional.empty());
  }

  public static <T> Patched<T> to(T value) {
    return new Patched<>(true, Optional.of(value));
  }

  public static <T> Patched<T> cleared() {
    return new Patched<>(true, Optional.empty());
  }

  public <U> Patched<U> map(Function<T, U> read) {
    return new Patched<>(given, value.map(read));
  }

  public void ifGiven(Consumer<Optional<T>> change) {
    if (given) {
      change.accept(value);
    }
  }
}
