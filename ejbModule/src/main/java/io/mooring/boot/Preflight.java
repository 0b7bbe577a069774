package io.mooring.boot;

import io.mooring.config.ConfigurationException;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/**
 * Looks at the surroundings and the configuration before anything is made out of them: a bean that
 * is given the database fails with pages of its own when the address is wrong.
 */
@Startup
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class Preflight {
  @Inject ConfigurationCheck configuration;
  @Inject HttpPort port;

  @PostConstruct
  void check() {
    try {
      Surroundings.check();
      configuration.check();
      port.check();
    } catch (ConfigurationException | StartFailed e) {
      LastWords.exit(String.valueOf(e.getMessage()));
    }
  }
}
