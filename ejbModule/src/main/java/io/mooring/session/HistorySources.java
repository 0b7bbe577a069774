package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that keep what was said, the most faithful one first. */
@ApplicationScoped
public class HistorySources {
  @Inject @Any Instance<HistorySource> sources;

  /**
   * The history of a session from the first source that has one. One that is empty is an answer,
   * too: the session was brought back to before anything was said. Whatever a source throws is
   * passed on: it says nothing of whether the source has something.
   */
  public Optional<History> newest(SystemCaller system, String sessionId) {
    return all().stream()
        .sorted(Comparator.comparingInt(HistorySource::rank))
        .flatMap(source -> source.history(system, sessionId).stream())
        .findFirst()
        .filter(history -> !history.conversation().messages().isEmpty());
  }

  List<HistorySource> all() {
    return sources.stream().toList();
  }
}
