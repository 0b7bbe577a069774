package io.mooring.opencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.mooring.config.Settings;
import io.mooring.opencode.wire.WireEvent.SessionIdle;
import io.mooring.opencode.wire.WireFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final String CONNECTED =
      "data: {\"payload\":{\"id\":\"evt_1\",\"type\":\"server.connected\",\"properties\":{}}}\n\n";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Heard heard = new Heard();
  private FakeUpstream upstream;
  private EventStream stream;

  /** Writes down what a listener is told. */
  private static final class Heard implements EventListener {
    final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void connected(boolean again) {
      all.add(again ? "connected again" : "connected");
    }

    @Override
    public void event(WireFrame frame) {
      all.add(
          frame.event() instanceof SessionIdle idle
              ? "idle " + idle.session()
              : frame.event().getClass().getSimpleName());
    }

    @Override
    public void disconnected(Throwable cause) {
      all.add("disconnected");
    }

    @Override
    public void suspect() {
      all.add("suspect");
    }
  }

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
    stream = stream(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    stream.stop();
    over.countDown();
    upstream.close();
    threads.shutdownNow();
  }

  private EventStream stream(Duration silence) {
    var timings =
        new StreamTimings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            silence,
            Duration.ofMillis(2),
            Duration.ofMillis(10),
            10);
    var made = new EventStream(() -> Optional.of(upstream.address()), timings, threads);
    made.listen(heard);
    return made;
  }

  private static String idle(String session) {
    return "data: {\"directory\":\"/w\",\"payload\":{\"id\":\"evt_2\",\"type\":\"session.idle\","
        + "\"properties\":{\"sessionID\":\""
        + session
        + "\"}}}\n\n";
  }

  private static OutputStream open(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void say(OutputStream to, String... frames) throws IOException {
    for (String frame : frames) {
      to.write(frame.getBytes(StandardCharsets.UTF_8));
      to.flush();
    }
  }

  private void stayOpen() throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void handsOverEventsInOrderWithoutSyncCopiesAndHeartbeats() throws Exception {
    upstream.on(
        "GET /global/event",
        e -> {
          OutputStream out = open(e);
          String cut = idle("ses_3");
          say(out, CONNECTED, idle("ses_1"));
          say(out, "data: {\"payload\":{\"type\":\"sync\",\"id\":\"evt_2\"}}\n\n");
          say(out, "data: {\"payload\":{\"type\":\"server.heartbeat\",\"properties\":{}}}\n\n");
          say(out, ": comment\r\n", "data: {broken\n\n", idle("ses_2"));
          say(out, cut.substring(0, 30), cut.substring(30));
          stayOpen();
        });

    stream.start().get(10, TimeUnit.SECONDS);

    await()
        .untilAsserted(
            () ->
                assertThat(heard.all)
                    .containsExactly("connected", "idle ses_1", "idle ses_2", "idle ses_3"));
    assertThat(stream.unreadableFrames()).isOne();
    assertThat(upstream.seen().get(0).authorization()).startsWith("Basic ");
  }

  @Test
  void comesBackAfterTheStreamBrokeAndSaysSo() {
    AtomicInteger connections = new AtomicInteger();
    upstream.on(
        "GET /global/event",
        e -> {
          OutputStream out = open(e);
          say(out, CONNECTED, idle("ses_" + connections.incrementAndGet()));
          if (connections.get() > 1) {
            stayOpen();
          }
        });

    var connected = stream.start();

    await()
        .untilAsserted(
            () ->
                assertThat(heard.all)
                    .containsExactly(
                        "connected",
                        "idle ses_1",
                        "disconnected",
                        "connected again",
                        "idle ses_2"));
    assertThat(connected).isCompleted();
    assertThat(stream.connected()).isCompleted();
  }

  @Test
  void givesUpAStreamWithoutHeartbeats() {
    upstream.on(
        "GET /global/event",
        e -> {
          say(open(e), CONNECTED);
          stayOpen();
        });
    stream = stream(Duration.ofMillis(200));

    assertThat(stream.start()).isNotCancelled();

    await().untilAsserted(() -> assertThat(heard.all).contains("disconnected", "connected again"));
  }

  @Test
  void tenFailuresInARowMakeItSuspectOnceAndItIsStillTried() {
    AtomicInteger tries = new AtomicInteger();
    AtomicBoolean well = new AtomicBoolean();
    upstream.on(
        "GET /global/event",
        e -> {
          if (well.get()) {
            say(open(e), CONNECTED);
            stayOpen();
          }
          tries.incrementAndGet();
          FakeUpstream.send(e, 401, "", "");
        });

    var connected = stream.start();
    await().untilAsserted(() -> assertThat(tries).hasValueGreaterThan(15));
    well.set(true);

    await().untilAsserted(() -> assertThat(heard.all).containsExactly("suspect", "connected"));
    assertThat(connected).isCompleted();
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheStream() {
    upstream.on(
        "GET /global/event",
        e -> {
          say(open(e), CONNECTED, idle("ses_1"), idle("ses_2"));
          stayOpen();
        });
    stream = stream(Duration.ofSeconds(5));
    stream.unlisten(heard);
    stream.listen(
        new EventListener() {
          @Override
          public void event(WireFrame frame) {
            throw new IllegalStateException("on purpose");
          }
        });
    stream.listen(heard);

    assertThat(stream.start()).isNotCancelled();

    await().untilAsserted(() -> assertThat(heard.all).contains("idle ses_1", "idle ses_2"));
  }

  @Test
  void aServerThatIsKnownToBeDownIsNoFailure() {
    AtomicBoolean up = new AtomicBoolean();
    upstream.on(
        "GET /global/event",
        e -> {
          say(open(e), CONNECTED);
          stayOpen();
        });
    AtomicInteger asked = new AtomicInteger();
    var timings =
        new StreamTimings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            3);
    stream =
        new EventStream(
            () -> {
              asked.incrementAndGet();
              return up.get() ? Optional.of(upstream.address()) : Optional.empty();
            },
            timings,
            threads);
    stream.listen(heard);

    assertThat(stream.start()).isNotCancelled();
    await().untilAsserted(() -> assertThat(asked).hasValueGreaterThan(10));
    up.set(true);
    stream.wake();

    await().untilAsserted(() -> assertThat(heard.all).containsExactly("connected"));
  }

  @Test
  void stopEndsTheReaderAndFailsWhoWaits() {
    upstream.on("GET /global/event", e -> stayOpen());
    var connected = stream.start();

    stream.stop();

    assertThat(connected).isCompletedExceptionally();
    assertThat(stream.start()).isCompletedExceptionally();
    over.countDown();
    threads.shutdown();
    await().untilAsserted(() -> assertThat(threads.isTerminated()).isTrue());
  }

  @Test
  void restEndsTheReaderUntilTheNextStart() {
    AtomicInteger connections = new AtomicInteger();
    upstream.on(
        "GET /global/event",
        e -> {
          OutputStream out = open(e);
          say(out, CONNECTED, idle("ses_" + connections.incrementAndGet()));
          stayOpen();
        });
    var first = stream.start();
    await().untilAsserted(() -> assertThat(heard.all).contains("idle ses_1"));

    stream.rest();

    assertThat(first).isCompleted();
    assertThat(stream.connected()).isNotDone();
    await().untilAsserted(() -> assertThat(readers().getActiveCount()).isZero());
    stream.wake();
    var second = stream.start();
    await().untilAsserted(() -> assertThat(second).isCompleted());
    await()
        .untilAsserted(
            () ->
                assertThat(heard.all)
                    .containsExactly("connected", "idle ses_1", "connected", "idle ses_2"));
    assertThat(readers().getActiveCount()).isOne();
  }

  private ThreadPoolExecutor readers() {
    return (ThreadPoolExecutor) threads;
  }

  @Test
  void anOverlongLineIsDroppedAndCounted() {
    List<String> got = new CopyOnWriteArrayList<>();
    EventLines lines =
        new EventLines(20, data -> got.add(new String(data, StandardCharsets.UTF_8)));

    for (String piece :
        List.of("data: a\nda", "ta: ", "x".repeat(30), "yy\n", "data: b\r\n\n", "id: 7\n")) {
      lines.take(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
    }

    assertThat(got).map(String::strip).containsExactly("a", "b");
    assertThat(lines.dropped()).isOne();
  }

  @Test
  void theBackoffDoublesUpToItsLongest() {
    var timings = StreamTimings.of(Settings.of(Map.of()));

    assertThat(timings.backoff(1)).isEqualTo(Duration.ofMillis(250));
    assertThat(timings.backoff(2)).isEqualTo(Duration.ofMillis(500));
    assertThat(timings.backoff(7)).isEqualTo(Duration.ofSeconds(10));
    assertThat(timings.backoff(1_000)).isEqualTo(Duration.ofSeconds(10));
  }
}
