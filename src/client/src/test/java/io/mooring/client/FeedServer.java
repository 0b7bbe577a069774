package io.mooring.client;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Just enough of a WebSocket server: shakes hands, sends text frames, closes or cuts. */
final class FeedServer implements Closeable {
  private static final int DEADLINE_MS = 10_000;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private int refusal;

  FeedServer() throws IOException {
    listener.setSoTimeout(DEADLINE_MS);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Refuses the next handshake, on a thread of its own. */
  void refuseWith(int status) {
    refusal = status;
    Thread refuser = new Thread(this::refuse);
    refuser.setDaemon(true);
    refuser.start();
  }

  private void refuse() {
    try (Socket socket = listener.accept()) {
      head(socket.getInputStream());
      write(socket, "HTTP/1.1 " + refusal + " No\r\nContent-Length: 0\r\n\r\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The next connection, after the handshake. */
  Peer accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(DEADLINE_MS);
    String request = head(socket.getInputStream());
    String key = request.replaceFirst("(?is).*Sec-WebSocket-Key: (\\S+).*", "$1");
    write(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Protocol: mooring.v1\r\nSec-WebSocket-Accept: "
            + accepted(key)
            + "\r\n\r\n");
    return new Peer(socket, request);
  }

  private static String accepted(String key) {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** One connection. */
  record Peer(Socket socket, String request) {
    void send(String text) throws IOException {
      frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    void close(int code) throws IOException {
      frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
    }

    private void frame(int opcode, byte[] payload) throws IOException {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(opcode);
      if (payload.length < 126) {
        out.write(payload.length);
      } else {
        out.write(126);
        out.writeShort(payload.length);
      }
      out.write(payload);
      out.flush();
    }

    void cut() throws IOException {
      socket.close();
    }

    /** Whether the client ended the connection. */
    boolean awaitEnd() throws IOException {
      try {
        long unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        return true;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException reset) {
        return true;
      }
    }
  }
}
