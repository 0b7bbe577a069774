package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.schema.Conflicts;
import io.mooring.schema.TestBeans;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedTicketsTest {
  private static final Caller ANN = new Caller("default", "ann", Set.of(Role.USER, Role.APPROVER));
  private static final Optional<String> SESSION = Optional.of("ses_1");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  /** The tickets of one node at a time. */
  private static FeedTickets at(TestDatabase.Kind kind, Duration later) {
    return new TestBeans(DATABASES.get(kind))
        .bind(Clock.class, Clock.fixed(NOW.plus(later), ZoneOffset.UTC))
        .bind(SessionView.class, new FakeSessions())
        .get(FeedTickets.class);
  }

  @ParameterizedTest
  @EnumSource
  void anotherNodeTakesATicketOnceAndKnowsWhoItWasGivenTo(TestDatabase.Kind kind) {
    FeedTickets.Issued issued = at(kind, Duration.ZERO).issue(ANN, SESSION);
    FeedTickets other = at(kind, Duration.ofMillis(29_999));

    assertThat(issued.expiresAt()).isEqualTo(NOW.plusSeconds(30));
    assertThat(issued.ticket()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
    assertThat(other.redeem(issued.ticket(), SESSION)).contains(ANN);
    assertThat(other.redeem(issued.ticket(), SESSION)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnExpiredOne(TestDatabase.Kind kind) {
    String ticket = at(kind, Duration.ZERO).issue(ANN, SESSION).ticket();

    assertThat(at(kind, Duration.ofSeconds(30)).redeem(ticket, SESSION)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void opensNoOtherFeedAndIsUsedUpByTheTry(TestDatabase.Kind kind) {
    FeedTickets tickets = at(kind, Duration.ZERO);
    String ticket = tickets.issue(ANN, SESSION).ticket();
    String all = tickets.issue(ANN, Optional.empty()).ticket();

    assertThat(tickets.redeem(ticket, Optional.of("ses_2"))).isEmpty();
    assertThat(tickets.redeem(ticket, SESSION)).isEmpty();
    assertThat(tickets.redeem(all, SESSION)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatWasNeverGiven(TestDatabase.Kind kind) {
    FeedTickets tickets = at(kind, Duration.ZERO);
    String ticket = tickets.issue(ANN, SESSION).ticket();
    char last = ticket.charAt(ticket.length() - 5);
    String changed =
        ticket.substring(0, ticket.length() - 5)
            + (last == 'A' ? 'B' : 'A')
            + ticket.substring(ticket.length() - 4);

    for (String wrong : List.of("", "x", "a.b", changed, "b3RoZXI" + ticket.substring(7), "*.*")) {
      assertThat(tickets.redeem(wrong, SESSION)).as(wrong).isEmpty();
    }
    assertThat(tickets.redeem(ticket, SESSION)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void ofManyWhoBringTheSameTicketOneGetsIn(TestDatabase.Kind kind) throws Exception {
    FeedTickets tickets = at(kind, Duration.ZERO);
    String ticket = tickets.issue(ANN, SESSION).ticket();
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      tries.add(() -> Conflicts.retry(() -> tickets.redeem(ticket, SESSION)).isPresent());
    }

    ExecutorService pool = Executors.newFixedThreadPool(16);
    int in = 0;
    try {
      for (Future<Boolean> entered : pool.invokeAll(tries)) {
        in += entered.get() ? 1 : 0;
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(in).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theDatabaseDoesNotHoldTheTicket(TestDatabase.Kind kind) {
    String ticket = at(kind, Duration.ZERO).issue(ANN, SESSION).ticket();

    List<?> hashes =
        DATABASES
            .get(kind)
            .inTransaction(
                em -> em.createNativeQuery("SELECT ticket_hash FROM feed_tickets").getResultList());

    assertThat(hashes).isNotEmpty();
    assertThat(hashes)
        .allSatisfy(
            hash -> {
              assertThat((String) hash).hasSize(64);
              assertThat(ticket).doesNotContain((String) hash);
            });
  }
}
