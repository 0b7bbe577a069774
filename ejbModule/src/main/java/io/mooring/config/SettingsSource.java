package io.mooring.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces the settings from MicroProfile Config. */
@ApplicationScoped
public class SettingsSource {
  @Produces
  @Singleton
  Settings settings() {
    var config = ConfigProvider.getConfig();
    return new Settings(key -> config.getOptionalValue(key, String.class));
  }
}
