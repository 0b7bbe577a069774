package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvent.Heartbeat;
import io.mooring.opencode.wire.WireEvent.ServerConnected;
import io.mooring.opencode.wire.WireEvents;
import io.mooring.opencode.wire.WireFrame;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One server's events, all directories at once. A thread of its own always drains the stream, opens
 * it again when it breaks or falls silent, and hands each event to the listeners.
 */
public final class EventStream {
  /** A tool's whole output may be in one event. */
  static final int LONGEST_LINE_BYTES = 32 * 1024 * 1024;

  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());

  private final Supplier<Optional<ServerAddress>> address;
  private final StreamTimings timings;
  private final Executor threads;
  private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore wake = new Semaphore(0);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final Object lock = new Object();
  private CompletableFuture<Void> connected = new CompletableFuture<>();
  private boolean started;

  /** Which reading is on: one that finds another number than its own ends. */
  private volatile int reading;

  private @Nullable HttpClient http;
  private volatile boolean stopped;
  private volatile @Nullable StreamBody body;

  /**
   * @param address where the server is now; empty while it is known to be down, which is waited out
   *     and counts as no failure
   * @param threads takes one task that runs as long as the stream
   */
  public EventStream(
      Supplier<Optional<ServerAddress>> address, StreamTimings timings, Executor threads) {
    this.address = address;
    this.timings = timings;
    this.threads = threads;
  }

  /** Adds a listener; it hears what comes from now on. */
  public void listen(EventListener listener) {
    listeners.add(listener);
  }

  public void unlisten(EventListener listener) {
    listeners.remove(listener);
  }

  /**
   * Begins to read, if that wasn't done; does nothing after {@link #stop()}.
   *
   * @return {@link #connected()}
   */
  public CompletableFuture<Void> start() {
    synchronized (lock) {
      if (!started && !stopped) {
        started = true;
        int mine = ++reading;
        http =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timings.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        threads.execute(() -> readForEver(mine));
      }
    }
    return connected();
  }

  /** Done while events come; fails by a CancellationException when the stream is stopped. */
  public CompletableFuture<Void> connected() {
    synchronized (lock) {
      return connected.copy();
    }
  }

  /** The server may be there again: don't wait for the backoff's end. */
  public void wake() {
    wake.release();
  }

  /** Ends the reading, and its thread, until the next {@link #start()}. */
  public void rest() {
    synchronized (lock) {
      started = false;
      reading++;
      if (connected.isDone()) {
        connected = new CompletableFuture<>();
      }
    }
    wake.release();
    StreamBody current = body;
    if (current != null) {
      current.close();
    }
  }

  /** Ends it for good. */
  public void stop() {
    stopped = true;
    wake.release();
    StreamBody current = body;
    if (current != null) {
      current.close();
    }
    synchronized (lock) {
      connected.cancel(false);
    }
  }

  /** Lines that were too long and are lost. */
  public long droppedLines() {
    return dropped.get();
  }

  /** Frames that were no JSON and are lost. */
  public long unreadableFrames() {
    return unreadable.get();
  }

  private void readForEver(int mine) {
    int failures = 0;
    boolean before = false;
    while (isOn(mine)) {
      Optional<ServerAddress> now = address.get();
      Reading reading = new Reading(mine, before);
      try {
        if (now.isPresent()) {
          reading.read(now.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop(); // the container takes its threads back
        return;
      } catch (IOException | RuntimeException e) {
        failures = reading.connected ? 1 : failures + 1;
        before |= reading.connected;
        if (isOn(mine)) {
          over(e, reading.connected, failures);
        }
      }
      if (isOn(mine) && !pause(timings.backoff(failures))) {
        return;
      }
    }
  }

  private boolean isOn(int mine) {
    return !stopped && reading == mine;
  }

  private void over(Throwable cause, boolean wasConnected, int failures) {
    if (wasConnected) {
      synchronized (lock) {
        connected = new CompletableFuture<>();
      }
      LOG.log(System.Logger.Level.INFO, "event stream lost: {0}", cause.getMessage());
      tell(listener -> listener.disconnected(cause));
    }
    if (failures == timings.suspectAfter()) {
      LOG.log(System.Logger.Level.WARNING, "event stream failed {0} times in a row", failures);
      tell(EventListener::suspect);
    }
  }

  /** Waits with jitter, so that many streams don't come back in one moment. */
  private boolean pause(Duration backoff) {
    long most = Math.max(2, backoff.toMillis());
    long millis = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    try {
      boolean woken = wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
      if (woken) {
        wake.drainPermits();
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      return false;
    }
  }

  private void tell(Consumer<EventListener> what) {
    for (EventListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed; the stream goes on", e);
      }
    }
  }

  /** One connection. */
  private final class Reading {
    private final int mine;
    private final boolean before;
    private boolean connected;

    Reading(int mine, boolean before) {
      this.mine = mine;
      this.before = before;
    }

    void read(ServerAddress from) throws IOException, InterruptedException {
      StreamBody pieces = open(from);
      body = pieces;
      EventLines lines = new EventLines(LONGEST_LINE_BYTES, this::frame);
      try (pieces) {
        while (isOn(mine)) {
          // The first event must come soon: a server that binds before it serves never answers.
          for (ByteBuffer piece : pieces.next(connected ? timings.silence() : timings.open())) {
            long droppedBefore = lines.dropped();
            lines.take(piece);
            dropped.addAndGet(lines.dropped() - droppedBefore);
          }
        }
      } finally {
        if (body == pieces) { // another reading may have begun
          body = null;
        }
      }
    }

    private StreamBody open(ServerAddress from) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(from.uri("global/event"))
              .header("Accept", "text/event-stream")
              .timeout(timings.open());
      if (!from.authorization().isEmpty()) {
        request.header("Authorization", from.authorization());
      }
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
      StreamBody pieces = new StreamBody();
      response.body().subscribe(pieces);
      String type = response.headers().firstValue("content-type").orElse("");
      if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
        pieces.close();
        throw new IOException("no event stream: status " + response.statusCode());
      }
      return pieces;
    }

    private void frame(byte[] data) {
      JsonNode json;
      try {
        json = Json.lenient().readTree(data);
      } catch (IOException e) {
        unreadable.incrementAndGet();
        return;
      }
      WireEvents.parse(json).ifPresent(this::event);
    }

    private void event(WireFrame frame) {
      if (frame.event() instanceof ServerConnected) {
        if (!connected && isOn(mine)) {
          connected = true;
          EventStream.this.announce();
          tell(listener -> listener.connected(before));
        }
      } else if (!(frame.event() instanceof Heartbeat)) {
        tell(listener -> listener.event(frame));
      }
    }
  }

  private void announce() {
    synchronized (lock) {
      connected.complete(null);
    }
  }

  private HttpClient client() {
    synchronized (lock) {
      return Objects.requireNonNull(http);
    }
  }
}
