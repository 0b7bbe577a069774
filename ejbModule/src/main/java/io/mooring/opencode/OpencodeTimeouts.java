package io.mooring.opencode;

import io.mooring.config.Settings;
import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connect until it takes the connection
 * @param read between two bytes of an answer to a call that changes nothing
 * @param change the same for one that creates, forks or changes
 * @param prompt the same for a prompt
 */
public record OpencodeTimeouts(Duration connect, Duration read, Duration change, Duration prompt) {

  public static OpencodeTimeouts of(Settings settings) {
    return new OpencodeTimeouts(
        settings.get(OpencodeSettings.CONNECT_TIMEOUT),
        settings.get(OpencodeSettings.READ_TIMEOUT),
        settings.get(OpencodeSettings.CHANGE_TIMEOUT),
        settings.get(OpencodeSettings.PROMPT_TIMEOUT));
  }
}
