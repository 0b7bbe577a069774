package io.mooring.feed.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.feed.Outgoing;
import io.mooring.feed.ViewerEnd;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketSinkTest {
  private final List<String> wire = new ArrayList<>();
  private final List<SendHandler> underWay = new ArrayList<>();
  private boolean stalls;

  private final RemoteEndpoint.Async remote =
      fake(
          RemoteEndpoint.Async.class,
          (method, arguments) -> {
            if (method.equals("sendText")) {
              wire.add((String) arguments[0]);
              SendHandler handler = (SendHandler) arguments[1];
              if (stalls) {
                underWay.add(handler);
              } else {
                handler.onResult(new SendResult());
              }
            } else if (method.equals("sendPing")) {
              wire.add("PING");
            }
            return null;
          });
  private final SocketSink sink = new SocketSink(session(), Duration.ofSeconds(10));

  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }

  private Session session() {
    return fake(
        Session.class,
        (method, arguments) -> {
          if (method.equals("close")) {
            wire.add("CLOSE " + ((CloseReason) arguments[0]).getCloseCode().getCode());
          }
          return method.equals("getAsyncRemote") ? remote : method.equals("isOpen") ? true : null;
        });
  }

  private static Outgoing frame(String type) {
    return new Outgoing(Optional.empty(), type, type);
  }

  @Test
  void closesAPeerThatNeverAnswersThePing() {
    assertThat(sink.send(frame("ping"))).isCompleted();
    assertThat(sink.send(frame("ping"))).isCompleted();

    assertThat(sink.send(frame("ping"))).isCompletedExceptionally();

    assertThat(wire).containsExactly("ping", "PING", "ping", "PING", "CLOSE 1013");
  }

  @Test
  void keepsAPeerThatAnswers() {
    for (int i = 0; i < 10; i++) {
      assertThat(sink.send(frame("ping"))).isCompleted();
      sink.pong();
    }

    assertThat(wire).hasSize(20).doesNotContain("CLOSE 1013");
  }

  @Test
  void closesBehindTheFrameThatIsUnderWay() {
    stalls = true;
    var sent = sink.send(frame("session.updated"));

    sink.close(ViewerEnd.DRAINING);
    assertThat(wire).containsExactly("session.updated");
    underWay.get(0).onResult(new SendResult());

    assertThat(sent).isCompleted();
    assertThat(wire).containsExactly("session.updated", "CLOSE 1001");
  }
}
