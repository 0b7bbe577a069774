package io.mooring.impostor.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The server-sent events of one answer: {@code data:} frames, each sent at once. */
public final class EventSink implements Closeable {
  private final OutputStream out;

  EventSink(OutputStream out) {
    this.out = out;
  }

  /** Sends one frame; an IOException says that the reader has gone. */
  public void send(String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Ends the answer properly; without it the reader sees a cut connection. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
