package io.mooring.job;

import io.mooring.config.Settings;
import java.util.List;
import java.util.Map;

/**
 * A job that a feature contributes, as a CDI bean. What it does is a JSL in {@code
 * META-INF/batch-jobs}; its artifacts find out what they run for by {@link RunningJob}.
 */
public interface JobDefinition {
  /** The JSL's name, lower case, words joined by hyphens; at most 40 characters. */
  String name();

  /** When Mooring starts it by itself. */
  Schedule schedule(Settings settings);

  /** What a run may be told. */
  default List<JobParameter> parameters() {
    return List.of();
  }

  /** What a run that its schedule starts is told. */
  default Map<String, String> scheduledParameters(Settings settings) {
    return Map.of();
  }

  /** Whether a run with these parameters, which are all there, changes or deletes anything. */
  default boolean changesData(Map<String, String> parameters) {
    return true;
  }
}
