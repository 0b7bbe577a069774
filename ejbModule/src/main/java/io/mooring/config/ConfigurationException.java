package io.mooring.config;

import java.util.List;

/** The configuration is wrong; {@link #faults()} lists all of it, one sentence each. */
public class ConfigurationException extends RuntimeException {
  private final transient List<String> faults;

  public ConfigurationException(List<String> faults) {
    super("The configuration is wrong: " + String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  public List<String> faults() {
    return faults;
  }
}
