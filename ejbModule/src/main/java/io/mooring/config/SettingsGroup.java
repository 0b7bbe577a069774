package io.mooring.config;

import java.util.List;

/** The settings of one feature: a CDI bean, found at start, when all groups are checked at once. */
public interface SettingsGroup {
  /** Every key of the feature. */
  List<Setting<?>> settings();

  /**
   * What is wrong between several settings, one sentence each; called only when each value on its
   * own is right.
   */
  default List<String> contradictions(Settings settings) {
    return List.of();
  }
}
