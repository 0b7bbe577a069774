package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.snapshot.PruneSnapshots;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the ids of the sessions that have snapshots, in order, page by page. */
@Named
@Dependent
public class SnapshottedSessionReader extends AbstractItemReader {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  static final int PAGE = 200;

  @Inject PruneSnapshots prune;

  private final Deque<String> page = new ArrayDeque<>();
  private String read = "";
  private String seen = "";
  private boolean exhausted;

  /**
   * How far they are read.
   *
   * @param session the last id that was handed out
   */
  record After(String session) implements Serializable {}

  @Override
  public void open(@Nullable Serializable checkpoint) {
    read = checkpoint instanceof After after ? after.session() : "";
    seen = read;
    page.clear();
    exhausted = false;
  }

  @Override
  public @Nullable String readItem() {
    if (page.isEmpty() && !exhausted) {
      List<String> ids = prune.sessions(SYSTEM, seen, PAGE);
      exhausted = ids.size() < PAGE;
      seen = ids.isEmpty() ? seen : ids.get(ids.size() - 1);
      page.addAll(ids);
    }
    String next = page.poll();
    read = next == null ? read : next;
    return next;
  }

  @Override
  public Serializable checkpointInfo() {
    return new After(read);
  }
}
