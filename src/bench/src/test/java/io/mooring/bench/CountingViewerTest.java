package io.mooring.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountingViewerTest {
  private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";

  private final FrameCounts counts = new FrameCounts();
  private final AtomicInteger opened = new AtomicInteger();
  private SocketChannel server;
  private CountingViewer viewer;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(listening.getLocalAddress());
      server = listening.accept();
      viewer = new CountingViewer(client, counts, opened::incrementAndGet);
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** The server's word, in pieces of so many bytes. */
  private void hear(byte[] said, int piece) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(piece);
    server.write(ByteBuffer.wrap(said));
    for (int read = 0; read < said.length; read += piece) {
      viewer.read(buffer.clear().limit(Math.min(piece, said.length - read)));
    }
  }

  private static byte[] frames(int opcode, int... lengths) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int length : lengths) {
      all.write(0x80 | opcode);
      if (length < 126) {
        all.write(length);
      } else if (length < 65_536) {
        all.write(126);
        all.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
      } else {
        all.write(127);
        all.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
      }
      all.writeBytes(new byte[length]);
    }
    return all.toByteArray();
  }

  private void open() throws IOException {
    hear(SWITCHED.getBytes(StandardCharsets.US_ASCII), 4096);
  }

  @Test
  void countsFramesOfAllLengthsHoweverTheyAreCut() throws IOException {
    open();

    for (int piece : new int[] {1, 7, 4096}) {
      hear(frames(1, 0, 5, 125, 126, 300, 70_000), piece);
    }

    assertThat(opened).hasValue(1);
    assertThat(counts.seen().frames()).isEqualTo(18);
    assertThat(counts.seen().bytes())
        .isEqualTo(3 * (2 + 7 + 127 + (4 + 126) + (4 + 300) + (10 + 70_000)));
  }

  @Test
  void answersAPingWithItsPayload() throws IOException {
    open();
    ByteBuffer answer = ByteBuffer.allocate(64);

    hear(frames(9, 4), 3);
    server.read(answer);

    assertThat(counts.seen().pings()).isEqualTo(1);
    assertThat(counts.seen().frames()).isZero();
    assertThat(answer.flip())
        .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x8a, (byte) 0x84, 0, 0, 0, 0, 0, 0, 0, 0}));
  }

  @Test
  void failsWhenItIsRefused() {
    byte[] refusal = "HTTP/1.1 401 Unauthorized\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatIOException().isThrownBy(() -> hear(refusal, 4096)).withMessageContaining("401");
  }

  @Test
  void failsWhenItIsSentAway() throws IOException {
    open();

    assertThatIOException().isThrownBy(() -> hear(frames(8, 2), 4096));
  }
}
