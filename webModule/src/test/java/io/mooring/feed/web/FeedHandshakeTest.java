package io.mooring.feed.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeedHandshakeTest {
  @Test
  void findsTheTicketAmongTheSubprotocols() {
    assertThat(FeedHandshake.ticketIn(List.of("mooring.v1, ticket.a.b"))).contains("a.b");
    assertThat(FeedHandshake.ticketIn(List.of("mooring.v1", " ticket.a.b "))).contains("a.b");
    assertThat(FeedHandshake.ticketIn(List.of("mooring.v1"))).isEmpty();
    assertThat(FeedHandshake.ticketIn(List.of())).isEmpty();
  }
}
