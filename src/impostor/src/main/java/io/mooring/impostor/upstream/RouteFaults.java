package io.mooring.impostor.upstream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** The faults that wait for the next calls of their routes. */
final class RouteFaults {
  private final Map<String, Queue<Fault>> next = new HashMap<>();

  synchronized void add(String route, Fault fault, int times) {
    Queue<Fault> queue = next.computeIfAbsent(route, key -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(fault);
    }
  }

  synchronized Optional<Fault> take(String route) {
    Queue<Fault> queue = next.get(route);
    return queue == null ? Optional.empty() : Optional.ofNullable(queue.poll());
  }
}
