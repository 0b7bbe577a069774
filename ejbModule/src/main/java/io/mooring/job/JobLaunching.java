package io.mooring.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that threads of this node are just handing to the batch container. */
@ApplicationScoped
public class JobLaunching {
  private final Set<JobRef> now = ConcurrentHashMap.newKeySet();

  void begin(JobRef ref) {
    now.add(ref);
  }

  void end(JobRef ref) {
    now.remove(ref);
  }

  boolean has(JobRef ref) {
    return now.contains(ref);
  }
}
