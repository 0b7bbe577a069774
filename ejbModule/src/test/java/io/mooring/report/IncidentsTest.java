package io.mooring.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // no container here
class IncidentsTest {
  private final List<Incident> reported = new ArrayList<>();
  private final Incidents incidents = new Incidents();

  @Test
  void toldWithItsIdsAndWithoutSecretsHoweverDeep() {
    incidents.reporter = reported::add;
    Throwable thrown =
        new IllegalStateException(
            "no answer from http://me:hunter2222@host",
            new IllegalArgumentException("token=abcdefgh", new RuntimeException("plain")));

    incidents.unexpected("running a turn", Optional.of("ses_1"), Optional.of("turn_1"), thrown);

    Incident incident = reported.get(0);
    assertThat(incident.line()).isEqualTo("running a turn session ses_1 turn turn_1");
    assertThat(incident.cause())
        .hasMessage("java.lang.IllegalStateException: no answer from http://[secret]@host");
    assertThat(incident.cause().getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(incident.cause().getCause())
        .hasMessage("java.lang.IllegalArgumentException: [secret]");
    assertThat(incident.cause().getCause().getCause())
        .hasMessage("java.lang.RuntimeException: plain");
    assertThat(incident.cause().getCause().getCause().getCause()).isNull();
  }

  @Test
  void aCauseThatGoesRoundInACircleIsCut() {
    incidents.reporter = reported::add;
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));

    incidents.unexpected("x", Optional.empty(), Optional.empty(), one);

    assertThat(reported).hasSize(1);
    assertThat(reported.get(0).line()).isEqualTo("x");
  }

  @Test
  void aReporterThatFailsHarmsNobody() {
    incidents.reporter =
        incident -> {
          reported.add(incident);
          throw new IllegalStateException("broken");
        };

    incidents.unexpected("x", Optional.empty(), Optional.empty(), new Exception());

    assertThat(reported).hasSize(1);
  }
}
