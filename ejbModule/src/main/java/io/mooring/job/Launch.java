package io.mooring.job;

import java.util.Map;
import java.util.Optional;

/**
 * A run that the batch container is to do.
 *
 * @param batchId the container's own execution that it goes on from, if there is one
 */
record Launch(JobRef ref, String name, Map<String, String> parameters, Optional<Long> batchId) {
  static Launch of(JobRun run) {
    return new Launch(run.ref(), run.name(), run.parameters(), run.batchId());
  }
}
