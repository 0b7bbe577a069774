package io.mooring.boot;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** The address that the server listens on; Liberty's endpoint reads the same keys. */
@ApplicationScoped
public class HttpPort implements SettingsGroup {
  static final Setting<String> HOST =
      Setting.text(
          "mooring.http.host",
          "127.0.0.1",
          "The address to listen on; * for all. Without a log-in configured, leave it.");
  static final Setting<Integer> PORT =
      Setting.number("mooring.http.port", 9080, 1, 65_535, "The port to listen on.");

  @Inject Settings settings;

  @Override
  public List<Setting<?>> settings() {
    return List.of(HOST, PORT);
  }

  /**
   * Refuses to start when somebody else listens there. The server opens its port only after the
   * application has started, so whoever is there now is somebody else.
   *
   * @throws StartFailed with what to do
   */
  void check() {
    check(settings.get(HOST), settings.get(PORT));
  }

  static void check(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(
          host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new StartFailed(
          "port "
              + port
              + " of "
              + host
              + " is taken ("
              + e.getMessage()
              + "); stop what listens there, or choose another with MOORING_HTTP_PORT.");
    }
  }
}
