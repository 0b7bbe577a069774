package io.mooring.impostor.upstream;

import io.mooring.impostor.http.EventSink;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One reader of the events: what waits for it, and the thread that writes to it. */
final class EventStream {
  private record Frame(String json, long publishedNanos, boolean last) {}

  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final WebCall web;
  private final StreamFaults faults;

  /** Only the events of this directory; empty for all. */
  final String directory;

  EventStream(WebCall web, String directory, StreamFaults faults) {
    this.web = web;
    this.directory = directory;
    this.faults = faults;
  }

  boolean global() {
    return directory.isEmpty();
  }

  void offer(String json) {
    frames.add(new Frame(json, System.nanoTime(), false));
  }

  /** Cuts the connection once what waits has been sent. */
  void end() {
    frames.add(new Frame("", System.nanoTime(), true));
  }

  /** Writes until the reader goes, the server closes or the stream is cut: an IOException each. */
  void writeTo(EventSink sink, Supplier<String> heartbeat) throws IOException {
    while (true) {
      Frame frame = next();
      faults.awaitFlow();
      if (frame == null) {
        sink.send(heartbeat.get());
        continue;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - frame.publishedNanos());
      Duration due = faults.delay().minus(waited);
      if (!due.isNegative() && !due.isZero()) {
        web.pause(due);
      }
      if (frame.last()) {
        throw WebCall.cut();
      }
      sink.send(frame.json());
    }
  }

  private @Nullable Frame next() throws IOException {
    try {
      return frames.poll(faults.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closed");
    }
  }
}
