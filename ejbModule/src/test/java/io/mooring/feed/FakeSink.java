package io.mooring.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A peer that takes frames at once, or only when the test says so. */
final class FakeSink implements ViewerSink {
  private final List<Outgoing> sent = Collections.synchronizedList(new ArrayList<>());
  private final List<ViewerEnd> ends = new ArrayList<>();
  private CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);
  private boolean stalls;

  FakeSink stalling() {
    stalls = true;
    return this;
  }

  @Override
  public CompletableFuture<?> send(Outgoing frame) {
    if (!pending.isDone()) {
      throw new IllegalStateException("the earlier send is under way");
    }
    sent.add(frame);
    if (stalls) {
      pending = new CompletableFuture<>();
    }
    return pending;
  }

  /** The peer has read what was under way. */
  void read() {
    pending.complete(null);
  }

  void flow() {
    stalls = false;
    read();
  }

  void fail() {
    pending.completeExceptionally(new java.io.IOException("gone"));
  }

  @Override
  public void close(ViewerEnd end) {
    ends.add(end);
  }

  /** What was sent so far. */
  List<Outgoing> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  List<ViewerEnd> ends() {
    return ends;
  }

  List<JsonNode> frames() {
    return sent().stream().map(frame -> Json.read(frame.json())).toList();
  }

  List<String> types() {
    return sent().stream().map(Outgoing::type).toList();
  }
}
