package io.mooring.access;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The settings of who may do what. */
@ApplicationScoped
public class AccessSettings implements SettingsGroup {
  /** Read where requests of browsers come in. */
  public static final Setting<List<String>> ORIGINS =
      Setting.list(
          "mooring.access.origins",
          "",
          "Origins beside the own host whose pages may open the WebSocket and change things, such"
              + " as https://portal.example.org.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(ORIGINS);
  }
}
