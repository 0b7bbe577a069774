package io.mooring.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.client.Feed;
import io.mooring.client.FeedFrame;
import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long a text delta is on its way from the upstream to a viewer's WebSocket. The delta was sent
 * when its event id was minted, a millisecond that the id holds; a reader of upstream's own stream
 * in this JVM hears the ids, for Mooring's frames don't show them, and tells what the direct way
 * takes.
 */
final class FeedBench {
  private static final int SESSIONS = 4;
  private static final int VIEWERS = 5;
  private static final int EVENTS_A_SECOND = 2_000;
  private static final int SECONDS = 4;
  private static final int DELTAS = EVENTS_A_SECOND * SECONDS / SESSIONS;
  private static final double MOST_P50_MS = 15;
  private static final double MOST_P99_MS = 80;
  private static final long SETTLE_MS = 1_000;

  /** Bursts that don't count, for the compilers. */
  private static final int WARM_UPS = 6;

  /** An event id begins with the low 36 bits of the milliseconds, and 12 bits that count. */
  private static final int ID_DIGITS = 12;

  private static final long MS_BITS = (1L << 36) - 1;

  private final DirectWay direct;
  private final MooringServer server;
  private final MooringClient mooring;
  private final Map<String, Burst> bursts = new ConcurrentHashMap<>();

  /** The deltas of one session: when each was sent and heard, in microseconds of the epoch. */
  private static final class Burst {
    final long[] sent = new long[DELTAS];
    final long[] heardDirectly = new long[DELTAS];
    final long[][] heard = new long[VIEWERS][DELTAS];
  }

  FeedBench(DirectWay direct, MooringServer server) {
    this.direct = direct;
    this.server = server;
    this.mooring = server.client();
  }

  void run(Report report) throws IOException, InterruptedException {
    direct.onDelta(this::hearDirectly);
    List<String> sessions = new ArrayList<>();
    List<String> upstream = new ArrayList<>();
    List<Feed> feeds = new ArrayList<>();
    try {
      for (int i = 0; i < SESSIONS; i++) {
        String session = mooring.sessions().create(NewSession.of("feed-" + i)).id();
        String id = mooring.sessions().ensure(session).upstreamSessionId();
        sessions.add(session);
        upstream.add(id);
        for (int v = 0; v < VIEWERS; v++) {
          int viewer = v;
          feeds.add(mooring.feed(session, frame -> hear(id, viewer, frame)));
        }
      }
      TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
      for (int i = 0; i < WARM_UPS; i++) {
        burst(sessions, upstream);
      }
      server.awaitRest();
      burst(sessions, upstream);
    } finally {
      feeds.forEach(Feed::close);
      direct.onDelta((session, event) -> {});
    }
    tell(report);
  }

  private void burst(List<String> sessions, List<String> upstream) throws InterruptedException {
    upstream.forEach(id -> bursts.put(id, new Burst()));
    String prompt = "@burst " + DELTAS + " " + EVENTS_A_SECOND / SESSIONS;
    Parallel.run(SESSIONS, worker -> TurnBench.turn(mooring, sessions.get(worker), prompt));
    TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
  }

  private void hearDirectly(String session, JsonNode event) {
    long now = micros();
    Burst burst = bursts.get(session);
    int index = index(event.path("properties").path("delta").asText());
    if (burst != null && index >= 0) {
      burst.sent[index] = sentMillis(event.path("id").asText(), now / 1000) * 1000;
      burst.heardDirectly[index] = now;
    }
  }

  private void hear(String upstreamSession, int viewer, FeedFrame frame) {
    long now = micros();
    Burst burst = bursts.get(upstreamSession);
    if (burst != null && frame.type().equals("text.delta")) {
      for (String delta : frame.text("text").split(" ", 0)) {
        int index = index(delta);
        if (index >= 0) {
          burst.heard[viewer][index] = now;
        }
      }
    }
  }

  /** The number in {@code t17}; -1 when it is no such text. */
  private static int index(String delta) {
    String text = delta.strip();
    boolean ours = text.matches("t\\d{1,6}") && Integer.parseInt(text.substring(1)) < DELTAS;
    return ours ? Integer.parseInt(text.substring(1)) : -1;
  }

  private static long sentMillis(String id, long nowMillis) {
    int start = id.indexOf('_') + 1;
    long low = Long.parseLong(id.substring(start, start + ID_DIGITS), 16) >>> 12;
    return (nowMillis & ~MS_BITS) | low;
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private void tell(Report report) {
    Samples directly = new Samples();
    Samples through = new Samples();
    int missing = 0;
    for (Burst burst : bursts.values()) {
      for (int i = 0; i < DELTAS; i++) {
        directly.add(1000 * (burst.heardDirectly[i] - burst.sent[i]));
        for (long[] viewer : burst.heard) {
          if (viewer[i] == 0 || burst.sent[i] == 0) {
            missing++;
          } else {
            through.add(1000 * (viewer[i] - burst.sent[i]));
          }
        }
      }
    }
    report.begin(
        "c. A delta from upstream to the viewers, %d events/s, %d sessions, %d viewers each"
            .formatted(EVENTS_A_SECOND, SESSIONS, VIEWERS));
    report.row("upstream's event stream", directly);
    report.row("Mooring's WebSocket", through);
    report.end();
    report.target(
        through.medianMs() <= MOST_P50_MS && through.percentileMs(99) <= MOST_P99_MS,
        "%.2f ms at p50 and %.2f ms at p99, %d frames missing; at most %.0f and %.0f were aimed at",
        through.medianMs(),
        through.percentileMs(99),
        missing,
        MOST_P50_MS,
        MOST_P99_MS);
  }
}
