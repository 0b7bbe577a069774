package io.mooring.bench.snapshot;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** How much the heap has grown at its peak, garbage that was not collected yet among it. */
final class Heap {
  private final long before;

  Heap() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    before = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  long growthBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        - before;
  }
}
