package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of one session's feed as a portal should be one: when its connection ends it comes back
 * with the position of the last durable event that it saw. It keeps a log of them, and the text
 * that it would show.
 */
final class Follower implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** How it is connected. */
  enum Way {
    WEB_SOCKET,
    SERVER_SENT_EVENTS
  }

  private final MooringServer server;
  private final String session;
  private final String basic;
  private final Way way;
  private final List<JsonNode> durable = new CopyOnWriteArrayList<>();
  private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::follow, "follower");
  private volatile CompletableFuture<Void> connection = CompletableFuture.completedFuture(null);
  private volatile boolean closed;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String epoch = "";
  private volatile long last;

  private Follower(MooringServer server, String user, String session, Way way) {
    this.server = server;
    this.session = session;
    this.way = way;
    String pair = user + ":" + server.password(user);
    basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    thread.setDaemon(true);
  }

  /** Follows a session from its first event on. */
  static Follower of(MooringServer server, String user, String session, Way way) {
    Follower follower = new Follower(server, user, session, way);
    follower.thread.start();
    return follower;
  }

  /** What it saw that has a seq, in the order in which it came. */
  List<JsonNode> durable() {
    return List.copyOf(durable);
  }

  /** How often it was connected. */
  int connections() {
    return connections.get();
  }

  /** What it shows now, part by part. */
  Map<String, String> texts() {
    Map<String, String> shown = new LinkedHashMap<>();
    synchronized (texts) {
      texts.forEach((part, text) -> shown.put(part, text.toString()));
    }
    return shown;
  }

  /** Its connection breaks, and it comes back. */
  void drop() {
    connection.complete(null);
  }

  private void follow() {
    while (!closed) {
      try {
        if (way == Way.WEB_SOCKET) {
          overWebSocket();
        } else {
          overEvents();
        }
      } catch (IOException | ExecutionException | CompletionException | TimeoutException e) {
        pause(); // the server is away
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void pause() {
    try {
      new CompletableFuture<Void>().get(200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      // as it should be
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String position() {
    return epoch.isEmpty() ? Long.toString(last) : epoch + "." + last;
  }

  private String path() {
    return "/api/v1/sessions/" + session + "/feed";
  }

  private void overWebSocket() throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    connection = ended;
    URI uri =
        URI.create("ws" + server.uri().toString().substring(4) + path() + "?after=" + position());
    WebSocket socket =
        CLIENT
            .newWebSocketBuilder()
            .subprotocols("mooring.v1")
            .header("Authorization", basic)
            .connectTimeout(Duration.ofSeconds(10))
            .buildAsync(uri, new Listener(ended))
            .get(15, TimeUnit.SECONDS);
    connections.incrementAndGet();
    try {
      ended.get();
    } finally {
      socket.abort();
    }
    pause();
  }

  private void overEvents() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + path()))
            .header("Accept", "text/event-stream")
            .header("Authorization", basic)
            .header("Last-Event-ID", position())
            .build();
    var answer = CLIENT.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode());
      }
      connections.incrementAndGet();
      lines.filter(line -> line.startsWith("data:")).forEach(this::hearLine);
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
    pause();
  }

  private void hearLine(String line) {
    if (closed) {
      throw new UncheckedIOException(new IOException("closed"));
    }
    hear(Http.parse(line.substring("data:".length())));
  }

  private void hear(JsonNode frame) {
    String type = FeedClient.type(frame);
    synchronized (texts) {
      switch (type) {
        case "hello" -> {
          epoch = frame.path("epoch").asText();
          truncateTo(frame);
        }
        case "text.delta" -> {
          StringBuilder text = text(frame);
          text.setLength(Math.min(text.length(), frame.path("offset").asInt()));
          text.append(frame.path("text").asText());
        }
        case "text.completed" -> {
          StringBuilder text = text(frame);
          text.setLength(0);
          text.append(frame.path("text").asText());
        }
        case "part.discarded" -> texts.remove(frame.path("partId").asText());
        default -> {
          // shown elsewhere
        }
      }
    }
    if (frame.has("seq") && !type.equals("hello")) {
      durable.add(frame);
      last = frame.path("seq").asLong();
    }
  }

  /** What a hello says of an open part is how far the text goes; it is authoritative. */
  private void truncateTo(JsonNode hello) {
    for (JsonNode part : hello.path("open").path("parts")) {
      if (part.path("kind").asText().equals("text")) {
        StringBuilder text = text(part);
        int from = part.path("offset").asInt() - part.path("text").asText().length();
        text.setLength(Math.min(text.length(), from));
        text.append(part.path("text").asText());
      }
    }
  }

  private StringBuilder text(JsonNode frame) {
    return texts.computeIfAbsent(frame.path("partId").asText(), id -> new StringBuilder());
  }

  private final class Listener implements WebSocket.Listener {
    private final CompletableFuture<Void> ended;
    private final StringBuilder text = new StringBuilder();

    Listener(CompletableFuture<Void> ended) {
      this.ended = ended;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        hear(Http.parse(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
      ended.complete(null);
    }
  }

  @Override
  public void close() {
    closed = true;
    connection.complete(null);
    thread.interrupt();
  }
}
