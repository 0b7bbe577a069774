package io.mooring.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A client of which nothing is read but what the test reads, with room for little more. */
final class SlowReader {
  private static final int CONNECT_MS = 5_000;

  private SlowReader() {}

  /**
   * Sends a GET as alice.
   *
   * @param headers lines of the request besides Host and Authorization
   */
  static Socket get(MooringServer server, String path, String... headers) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    int port = server.uri().getPort();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
    String pair = "alice:" + server.password("alice");
    String login = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    List.of(headers).forEach(header -> request.append(header).append("\r\n"));
    request.append("Authorization: Basic ").append(login).append("\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
