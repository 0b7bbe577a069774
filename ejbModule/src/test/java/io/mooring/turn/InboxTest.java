package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireEvents;
import io.mooring.opencode.wire.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Inbox inbox = new Inbox();

  private static WireFrame idle() {
    return WireEvents.parse(
            Json.read("{\"type\":\"session.idle\",\"properties\":{\"sessionID\":\"ses_1\"}}"))
        .orElseThrow();
  }

  private List<Inbox.Signal> all() throws InterruptedException {
    List<Inbox.Signal> all = new ArrayList<>();
    Optional<Inbox.Signal> next = inbox.next(Duration.ZERO);
    while (next.isPresent()) {
      all.add(next.get());
      next = inbox.next(Duration.ZERO);
    }
    return all;
  }

  @Test
  void keepsTheOrder() throws InterruptedException {
    inbox.said(idle());
    inbox.askAgain();
    inbox.abort();

    assertThat(all())
        .containsExactly(
            new Inbox.Signal.Said(new WireEvent.SessionIdle("ses_1"), Optional.empty()),
            new Inbox.Signal.AskAgain(),
            new Inbox.Signal.Abort());
  }

  @Test
  void whenItIsFullTheRunnerAsksAndAbortAndStopAreKept() throws InterruptedException {
    inbox.abort();
    inbox.stop();
    for (int i = 0; i < Inbox.CAPACITY; i++) {
      inbox.said(idle());
    }

    assertThat(all().subList(0, 3))
        .containsExactly(
            new Inbox.Signal.AskAgain(), new Inbox.Signal.Abort(), new Inbox.Signal.Stop());
  }

  @Test
  void anAbortThatFillsItIsKept() throws InterruptedException {
    for (int i = 0; i < Inbox.CAPACITY; i++) {
      inbox.said(idle());
    }
    inbox.abort();

    assertThat(all()).containsExactly(new Inbox.Signal.AskAgain(), new Inbox.Signal.Abort());
  }
}
