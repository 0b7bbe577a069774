package io.mooring.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run that is wanted.
 *
 * @param parameters all that the job has
 * @param startedBy a user's name; none when its schedule starts it
 * @param dueAt when its schedule wanted it
 */
record NewJobRun(
    String name,
    Map<String, String> parameters,
    Optional<String> startedBy,
    Optional<Instant> dueAt) {
  static NewJobRun by(String user, String name, Map<String, String> parameters) {
    return new NewJobRun(name, parameters, Optional.of(user), Optional.empty());
  }

  static NewJobRun due(Instant at, String name, Map<String, String> parameters) {
    return new NewJobRun(name, parameters, Optional.empty(), Optional.of(at));
  }
}
