package io.mooring.report;

/**
 * Where failures go that nobody expected, each once. The default writes them to the log; a bean
 * that is an {@code @Alternative} with a {@code @Priority} takes its place.
 */
public interface ErrorReporter {
  /** Takes one, on the thread that met it; what this throws is logged and passed over. */
  void report(Incident incident);
}
