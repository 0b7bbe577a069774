package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the ids of the sessions of one share that have changed, in order, page by page. */
@Named
@Dependent
public class DueSessionReader implements ItemReader {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  static final int PAGE = 200;

  @Inject DueSessions sessions;

  @Inject @BatchProperty @Nullable String share;
  @Inject @BatchProperty @Nullable String shares;

  private final Deque<String> page = new ArrayDeque<>();
  private String read = "";
  private String seen = "";
  private boolean exhausted;

  /**
   * How far the share is read.
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
    while (page.isEmpty() && !exhausted) {
      fill();
    }
    String next = page.poll();
    read = next == null ? read : next;
    return next;
  }

  private void fill() {
    List<String> ids = sessions.due(SYSTEM, seen, PAGE);
    exhausted = ids.size() < PAGE;
    for (String id : ids) {
      seen = id;
      if (isOurs(id)) {
        page.add(id);
      }
    }
  }

  private boolean isOurs(String id) {
    int all = Integer.parseInt(String.valueOf(shares));
    return Math.floorMod(id.hashCode(), all) == Integer.parseInt(String.valueOf(share));
  }

  @Override
  public Serializable checkpointInfo() {
    return new After(read);
  }

  @Override
  public void close() {
    page.clear();
  }
}
