package io.mooring.opencode;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a response as they come, for one reader that wants to know when none come. It asks
 * for one piece at a time, so no more than that is ever held.
 */
final class StreamBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  private record Piece(List<ByteBuffer> bytes, @Nullable Throwable end) {}

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    pieces.add(new Piece(bytes, null));
  }

  @Override
  public void onError(Throwable cause) {
    pieces.add(new Piece(List.of(), cause));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece(List.of(), new EOFException("the event stream ended")));
  }

  /**
   * The next bytes.
   *
   * @throws IOException at the end, on an error, or when nothing comes for so long
   */
  List<ByteBuffer> next(Duration silence) throws IOException, InterruptedException {
    Piece piece = pieces.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
    if (piece == null) {
      throw new IOException("the event stream was silent for " + silence);
    }
    if (piece.end() != null) {
      throw new IOException("the event stream broke", piece.end());
    }
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
    return piece.bytes();
  }

  /** Lets go of the connection and wakes the reader. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
    pieces.add(new Piece(List.of(), new EOFException("the event stream was closed")));
  }
}
