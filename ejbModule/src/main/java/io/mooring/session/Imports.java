package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.config.Settings;
import io.mooring.host.Servers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Brings conversations into a tenant's server by opencode's command line. */
@ApplicationScoped
class Imports {
  @Inject Servers servers;
  @Inject Settings settings;

  /**
   * Imports one conversation.
   *
   * @throws io.mooring.host.ImportFailed when it is not known to be there
   */
  void run(String tenant, String directory, JsonNode conversation) {
    servers
        .server(tenant)
        .importConversation(
            Path.of(directory), conversation, settings.get(SessionSettings.IMPORT_TIMEOUT));
  }
}
