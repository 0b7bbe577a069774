package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ids of orphans, in order. It looks anew, also after a restart: what the first step saw
 * may be hours old. When there are too many by now, it reads none.
 */
@Named
@Dependent
public class OrphanReader extends AbstractItemReader {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject OrphanSweep sweep;

  private final Deque<String> orphans = new ArrayDeque<>();
  private String read = "";

  /**
   * How far they are read.
   *
   * @param upstreamSessionId the last id that was handed out
   */
  record After(String upstreamSessionId) implements Serializable {}

  @Override
  public void open(@Nullable Serializable checkpoint) {
    read = checkpoint instanceof After after ? after.upstreamSessionId() : "";
    orphans.clear();
    OrphanLook look = sweep.look(SYSTEM);
    if (!look.refused()) {
      look.orphans().stream().filter(id -> id.compareTo(read) > 0).forEach(orphans::add);
    }
  }

  @Override
  public @Nullable String readItem() {
    String next = orphans.poll();
    read = next == null ? read : next;
    return next;
  }

  @Override
  public Serializable checkpointInfo() {
    return new After(read);
  }
}
