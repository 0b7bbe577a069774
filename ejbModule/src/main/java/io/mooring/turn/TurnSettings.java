package io.mooring.turn;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.node.NodeSettings;
import io.mooring.opencode.OpencodeSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How turns wait, run and end. */
@ApplicationScoped
public class TurnSettings implements SettingsGroup {
  public static final Setting<Integer> MAX_RUNNING =
      Setting.number(
          "mooring.turn.max-running", 64, 1, 2_000, "Most turns that run on this node at once.");
  public static final Setting<Integer> MAX_RUNNING_PER_SERVER =
      Setting.number(
          "mooring.turn.max-running-per-server",
          64,
          1,
          2_000,
          "Most of them on one opencode server.");
  public static final Setting<Integer> MAX_RUNNING_PER_USER =
      Setting.number(
          "mooring.turn.max-running-per-user", 64, 1, 2_000, "Most of them that are one user's.");
  public static final Setting<Integer> MAX_QUEUED =
      Setting.number(
          "mooring.turn.max-queued", 20, 1, 10_000, "Most turns that wait in one session.");
  public static final Setting<Duration> SILENCE =
      Setting.duration(
          "mooring.turn.silence",
          "PT3M",
          "How long upstream may say nothing of a turn before it is ended as timed out.");
  public static final Setting<Duration> TOOL_SILENCE =
      Setting.duration(
          "mooring.turn.tool-silence", "PT30M", "The same while a tool of the turn runs.");
  public static final Setting<Duration> FIRST_EVENT =
      Setting.duration(
          "mooring.turn.first-event",
          "PT2M",
          "How long upstream may say nothing about a prompt that has left, and how long a turn"
              + " waits for an opencode that is down.");
  public static final Setting<Duration> DECISION =
      Setting.duration(
          "mooring.turn.decision",
          "PT25H",
          "How long a turn may wait for a person; longer than mooring.approval.expiry, which"
              + " rejects.");
  public static final Setting<Duration> WHOLE =
      Setting.duration(
          "mooring.turn.whole",
          "PT0S",
          "How long a turn may run in all on one node; PT0S for as long as it takes.");
  public static final Setting<Duration> CONNECT_WAIT =
      Setting.duration(
          "mooring.turn.connect-wait",
          "PT10S",
          "How long a turn waits for the server's event stream before it fails.");
  public static final Setting<Duration> DRAIN =
      Setting.duration(
          "mooring.turn.drain", "PT30S", "How long a stop waits for running turns to end.");
  public static final Setting<List<String>> STRIP_TAGS =
      Setting.list(
          "mooring.turn.strip-tags",
          "dcp-message-id",
          "Tags that are taken out of the agent's text with all they hold.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        MAX_RUNNING,
        MAX_RUNNING_PER_SERVER,
        MAX_RUNNING_PER_USER,
        MAX_QUEUED,
        FIRST_EVENT,
        SILENCE,
        TOOL_SILENCE,
        DECISION,
        WHOLE,
        CONNECT_WAIT,
        DRAIN,
        STRIP_TAGS);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    Duration needed =
        settings
            .get(OpencodeSettings.CONNECT_TIMEOUT)
            .plus(settings.get(OpencodeSettings.PROMPT_TIMEOUT))
            .plus(settings.get(NodeSettings.HEARTBEAT));
    return needed.compareTo(settings.get(NodeSettings.TIME_TO_LIVE)) < 0
        ? List.of()
        : List.of(
            NodeSettings.TIME_TO_LIVE.key()
                + " must be longer than "
                + OpencodeSettings.CONNECT_TIMEOUT.key()
                + ", "
                + OpencodeSettings.PROMPT_TIMEOUT.key()
                + " and "
                + NodeSettings.HEARTBEAT.key()
                + " together");
  }
}
