package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that can't be reached any more: Mooring stays ready, and says what is wrong. */
class SuspectIT {
  @Test
  void aServerThatCannotBeFollowedIsSuspectAndHealthAndMetricsSaySo() {
    ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort());
    try (MooringServer server = MooringServer.start("suspect", Mooring.external(upstream))) {
      Http anybody = Http.at(server.uri());
      await().until(() -> anybody.get("/health/ready").text().contains("\"live\""));

      upstream.close();

      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> anybody.get("/health/ready").text().contains("SUSPECT"));
      assertThat(anybody.get("/health/ready").expect(200).text()).contains("degraded");
      assertThat(anybody.get("/metrics").text())
          .containsPattern("mooring_servers\\{[^}]*state=\"suspect\"[^}]*\\} 1");
    } finally {
      upstream.close();
    }
  }
}
