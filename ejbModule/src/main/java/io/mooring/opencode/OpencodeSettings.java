package io.mooring.opencode;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How patient Mooring is with a server. */
@ApplicationScoped
public class OpencodeSettings implements SettingsGroup {
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "mooring.opencode.connect-timeout", "PT2S", "How long a server may take a connection.");
  static final Setting<Duration> READ_TIMEOUT =
      Setting.duration(
          "mooring.opencode.read-timeout", "PT10S", "How long a server may be silent on a read.");
  static final Setting<Duration> CHANGE_TIMEOUT =
      Setting.duration(
          "mooring.opencode.change-timeout",
          "PT30S",
          "How long a server may be silent on a create, fork or other change.");
  public static final Setting<Duration> PROMPT_TIMEOUT =
      Setting.duration(
          "mooring.opencode.prompt-timeout",
          "PT8S",
          "How long a server may take a prompt; a node's lease must outlive it.");
  static final Setting<Duration> STREAM_SILENCE =
      Setting.duration(
          "mooring.opencode.stream-silence",
          "PT35S",
          "After which silence an event stream is opened anew; heartbeats come each 10 s.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(CONNECT_TIMEOUT, READ_TIMEOUT, CHANGE_TIMEOUT, PROMPT_TIMEOUT, STREAM_SILENCE);
  }
}
