package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A viewer of one session's feed over a WebSocket, which keeps all frames in order. */
public final class FeedClient implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  private final Listener listener = new Listener();
  private final WebSocket socket;

  private FeedClient(MooringServer server, String user, String path) {
    this(server, path, loggedIn(server, user));
  }

  private static WebSocket.Builder loggedIn(MooringServer server, String user) {
    String pair = user + ":" + server.password(user);
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return CLIENT
        .newWebSocketBuilder()
        .subprotocols("mooring.v1")
        .header("Authorization", "Basic " + basic);
  }

  /** Watches as the script of a page of that origin, with the user's credentials. */
  public static FeedClient fromPage(
      MooringServer server, String user, String sessionId, String origin) {
    return new FeedClient(
        server,
        "/api/v1/sessions/" + sessionId + "/feed",
        loggedIn(server, user).header("Origin", origin));
  }

  private FeedClient(MooringServer server, String path, WebSocket.Builder builder) {
    socket = open(server, path, builder);
  }

  private WebSocket open(MooringServer server, String path, WebSocket.Builder builder) {
    return builder
        .buildAsync(URI.create("ws" + server.uri().toString().substring(4) + path), listener)
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  /** Opens a feed as a browser does. */
  public static FeedClient withTicket(MooringServer server, String path, String ticket) {
    return new FeedClient(
        server, path, CLIENT.newWebSocketBuilder().subprotocols("mooring.v1", "ticket." + ticket));
  }

  /** Watches all sessions that the user may see. */
  public static FeedClient watchAll(MooringServer server, String user) {
    return new FeedClient(server, user, "/api/v1/feed");
  }

  /** Watches from now on. */
  public static FeedClient watch(MooringServer server, String user, String sessionId) {
    return new FeedClient(server, user, "/api/v1/sessions/" + sessionId + "/feed");
  }

  /** Watches what came after a position. */
  public static FeedClient watchAfter(
      MooringServer server, String user, String sessionId, String after) {
    return new FeedClient(server, user, "/api/v1/sessions/" + sessionId + "/feed?after=" + after);
  }

  /** All frames so far. */
  public List<JsonNode> frames() {
    return List.copyOf(frames);
  }

  /** The frames of a type so far. */
  public List<JsonNode> frames(String type) {
    return frames.stream().filter(frame -> frame.path("type").asText().equals(type)).toList();
  }

  /** The frames with a seq so far. */
  public List<JsonNode> durable() {
    return frames.stream().filter(f -> f.has("seq") && !type(f).equals("hello")).toList();
  }

  /** The text so far of the part that came last: its deltas, until it is told as a whole. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (JsonNode frame : frames) {
      if (type(frame).equals("text.delta") || type(frame).equals("text.completed")) {
        text.setLength(frame.path("offset").asInt());
        text.append(frame.path("text").asText());
      }
    }
    return text.toString();
  }

  static String type(JsonNode frame) {
    return frame.path("type").asText();
  }

  /** The types of all frames, each run of one type once, without progress and pings. */
  public List<String> story() {
    List<String> story = new CopyOnWriteArrayList<>();
    for (JsonNode frame : frames) {
      String type = type(frame);
      boolean noise = type.equals("progress") || type.equals("ping");
      if (!noise && (story.isEmpty() || !story.get(story.size() - 1).equals(type))) {
        story.add(type);
      }
    }
    return story;
  }

  /** Waits for the first frame like this. */
  public JsonNode await(String type, Predicate<JsonNode> like) {
    return Awaitility.await("a frame of type " + type)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> frames(type).stream().filter(like).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits for the first frame of a type. */
  public JsonNode await(String type) {
    return await(type, frame -> true);
  }

  /** Waits for the end of a turn. */
  public JsonNode awaitEnd(String turnId) {
    return await("turn.ended", frame -> frame.path("turnId").asText().equals(turnId));
  }

  /** Waits for the server to close, and answers its code. */
  public int awaitClose() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> listener.closeCode >= 0);
    return listener.closeCode;
  }

  /** Says something, which means nothing to the server. */
  public void say(String text) {
    socket.sendText(text, true).orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** What the server closed with. */
  public String closeReason() {
    return listener.closeReason;
  }

  /** The subprotocol that the server chose. */
  public String protocol() {
    return socket.getSubprotocol();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private volatile int closeCode = -1;
    private volatile String closeReason = "";

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(Http.parse(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closeReason = reason;
      closeCode = code;
      return null;
    }
  }
}
