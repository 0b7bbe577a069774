package io.mooring.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One WebSocket that counts frames and answers pings; used by one thread. */
final class CountingViewer {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int MOST_OF_CONTROL = 125;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final SocketChannel channel;
  private final FrameCounts counts;
  private final Runnable opened;
  private final StringBuilder head = new StringBuilder();
  private boolean open;

  /** A frame's header, as far as it has come. */
  private final byte[] header = new byte[10];

  private int headerBytes;
  private long payloadLeft;
  private final ByteBuffer ping = ByteBuffer.allocate(MOST_OF_CONTROL);

  CountingViewer(SocketChannel channel, FrameCounts counts, Runnable opened) {
    this.channel = channel;
    this.counts = counts;
    this.opened = opened;
  }

  void send(String request) throws IOException {
    send(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Little is sent, so the socket's buffer has room. */
  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        throw new IOException("a viewer's socket takes no more");
      }
    }
  }

  /** Reads what there is, once, by way of a buffer that is empty. */
  void read(ByteBuffer buffer) throws IOException {
    if (channel.read(buffer) < 0) {
      throw new IOException("the server has closed a viewer");
    }
    buffer.flip();
    while (!open && buffer.hasRemaining()) {
      readHead((char) buffer.get());
    }
    while (buffer.hasRemaining()) {
      readFrame(buffer);
    }
  }

  private void readHead(char next) throws IOException {
    head.append(next);
    if (head.length() >= END_OF_HEAD.length()
        && head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) >= 0) {
      if (!head.toString().startsWith("HTTP/1.1 101 ")) {
        throw new IOException("no WebSocket: " + head);
      }
      open = true;
      opened.run();
    }
  }

  private void readFrame(ByteBuffer buffer) throws IOException {
    if (payloadLeft == 0) {
      header[headerBytes++] = buffer.get();
      if (headerBytes < 2 || headerBytes < headerLength()) {
        return;
      }
      payloadLeft = payloadLength();
      counts.bytes.add(headerBytes + payloadLeft);
      ping.clear();
    }
    int take = (int) Math.min(payloadLeft, buffer.remaining());
    if (opcode() == PING) {
      ping.put(ping.position(), buffer, buffer.position(), take);
      ping.position(ping.position() + take);
    }
    buffer.position(buffer.position() + take);
    payloadLeft -= take;
    if (payloadLeft == 0) {
      end();
    }
  }

  private void end() throws IOException {
    switch (opcode()) {
      case CLOSE -> throw new IOException("the server has said goodbye to a viewer");
      case PING -> {
        counts.pings.increment();
        pong();
      }
      case TEXT -> counts.frames.increment();
      default -> {}
    }
    headerBytes = 0;
  }

  /** A client masks; with zeros the payload stays as it is. */
  private void pong() throws IOException {
    ping.flip();
    ByteBuffer answer = ByteBuffer.allocate(6 + ping.remaining());
    answer.put((byte) (FINAL | PONG)).put((byte) (MASKED | ping.remaining())).putInt(0).put(ping);
    send(answer.flip());
  }

  private int opcode() {
    return header[0] & 0x0f;
  }

  private int headerLength() {
    return switch (header[1]) {
      case SHORT_LENGTH -> 4;
      case LONG_LENGTH -> 10;
      default -> 2;
    };
  }

  private long payloadLength() {
    long length = 0;
    for (int i = 2; i < headerBytes; i++) {
      length = (length << 8) | (header[i] & 0xff);
    }
    return headerBytes == 2 ? header[1] : length;
  }
}
