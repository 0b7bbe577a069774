package io.mooring.opencode;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mooring.time.Ticker;
import jakarta.ws.rs.ProcessingException;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;

/** The rest client for calls of one patience, and the meaning of what it throws. */
final class OpencodeCalls {
  /**
   * Connections to one server at once. RESTEasy's rest client has a pool of 50 and waits for a free
   * one without an end; its properties {@code resteasy.*} are handed to ResteasyClientBuilder's
   * methods of that name.
   */
  static final int CONNECTIONS = 128;

  private final OpencodeApi api;
  private final OpencodeApi timed;
  private final CallWatch watch;

  OpencodeCalls(OpencodeApi api, CallWatch watch) {
    this.api = api;
    this.timed = TimedApi.of(api, watch, Ticker.SYSTEM);
    this.watch = watch;
  }

  /**
   * Calls to a server.
   *
   * @param watch told of every call
   */
  static OpencodeCalls to(ServerAddress address, Duration connect, Duration read, CallWatch watch) {
    return new OpencodeCalls(
        RestClientBuilder.newBuilder()
            .baseUri(address.base())
            .connectTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
            .readTimeout(read.toMillis(), TimeUnit.MILLISECONDS)
            .followRedirects(false)
            .property("microprofile.rest.client.disable.default.mapper", true)
            .property("resteasy.connectionPoolSize", CONNECTIONS)
            .property("resteasy.maxPooledPerRoute", CONNECTIONS)
            .property(
                "resteasy.connectionCheckoutTimeout",
                List.of(read.toMillis(), TimeUnit.MILLISECONDS))
            .register(new LenientJson())
            .register(new BasicAuthentication(address))
            .register(new UpstreamFailureMapper())
            .build(OpencodeApi.class),
        watch);
  }

  /** A JSON answer; none at all reads as a missing node, which has no fields. */
  JsonNode json(Function<OpencodeApi, @Nullable JsonNode> call) {
    return call(api -> present(call.apply(api)));
  }

  static JsonNode present(@Nullable JsonNode answer) {
    return answer == null ? MissingNode.getInstance() : answer;
  }

  /** For calls whose answer says nothing that matters. */
  void run(Consumer<OpencodeApi> call) {
    try {
      call.accept(timed);
    } catch (UpstreamFailure | ProcessingException | IllegalStateException e) {
      throw told(e);
    }
  }

  <T> T call(Function<OpencodeApi, T> call) {
    try {
      return call.apply(timed);
    } catch (UpstreamFailure | ProcessingException | IllegalStateException e) {
      throw told(e);
    }
  }

  private UpstreamFailure told(RuntimeException thrown) {
    UpstreamFailure failure;
    if (thrown instanceof UpstreamFailure known) {
      failure = known;
    } else if (thrown instanceof ProcessingException processing) {
      failure = failure(processing);
    } else {
      failure = new UpstreamFailure.Unreachable(thrown); // closed: the server was stopped
    }
    watch.failed(failure);
    return failure;
  }

  void close() {
    if (api instanceof Closeable client) {
      try {
        client.close();
      } catch (IOException e) {
        System.getLogger(OpencodeCalls.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a rest client", e);
      }
    }
  }

  /** What kept an answer from coming or from being read. */
  static UpstreamFailure failure(ProcessingException exception) {
    Throwable cause = exception;
    for (int i = 0; cause != null && i < NotFoundSearch.MOST_NODES; i++) {
      if (cause instanceof UpstreamFailure failure) {
        return failure;
      }
      if (cause instanceof JacksonException) {
        return new UpstreamFailure.NotJson(exception);
      }
      // The connection's own timeout has another class: nothing has been sent by then.
      if (cause instanceof SocketTimeoutException late
          && !String.valueOf(late.getMessage()).toLowerCase(Locale.ROOT).contains("connect")) {
        return new UpstreamFailure.Late(exception);
      }
      if (cause instanceof IOException) {
        return new UpstreamFailure.Unreachable(exception);
      }
      cause = cause.getCause();
    }
    return new UpstreamFailure.NotJson(exception); // neither sent nor lost: not readable
  }
}
