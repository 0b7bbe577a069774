package io.mooring.bench.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values by name; the middle one stands for all. */
final class Measured {
  private final Map<String, List<Long>> values = new TreeMap<>();
  private boolean counting;

  void counts(boolean yes) {
    counting = yes;
  }

  void add(String name, long value) {
    if (counting) {
      values.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  double median(String name) {
    return quantile(name, 0.5);
  }

  double least(String name) {
    return quantile(name, 0);
  }

  double most(String name) {
    return quantile(name, 1);
  }

  private double quantile(String name, double share) {
    List<Long> sorted = values.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1)));
  }
}
