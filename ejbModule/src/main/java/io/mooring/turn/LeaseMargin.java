package io.mooring.turn;

import io.mooring.config.Settings;
import io.mooring.node.ThisNode;
import io.mooring.opencode.OpencodeSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets a prompt leave only while this node's lease is sure to outlive the sending: nobody else may
 * take the turn over and send it, too, while ours is still on its way.
 */
@ApplicationScoped
class LeaseMargin {
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Inject ThisNode node;
  @Inject Settings settings;

  /**
   * Waits for the next heartbeat where too little is left of the lease.
   *
   * @throws TurnFailure lease lost
   */
  void await() {
    Duration sending =
        settings
            .get(OpencodeSettings.CONNECT_TIMEOUT)
            .plus(settings.get(OpencodeSettings.PROMPT_TIMEOUT));
    while (!node.leasesOutlive(sending)) {
      if (!node.leasesHold()) {
        throw TurnFailure.leaseLost();
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TurnFailure.draining();
    }
  }
}
