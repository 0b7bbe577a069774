package io.mooring.snapshot.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.SnapshotKit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentCutterTest {
  private static final int BYTES = 64 * 1024 * 1024;
  private final ContentCutter cutter = new ContentCutter(SnapshotKit.KEYS);

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private static List<Integer> cut(ContentCutter cutter, byte[] bytes, int start) {
    List<Integer> ends = new ArrayList<>();
    int at = start;
    while (at < bytes.length) {
      at += cutter.cut(bytes, at, bytes.length - at);
      ends.add(at);
    }
    return ends;
  }

  @Test
  void keepsToItsLengths() {
    List<Integer> ends = cut(cutter, random(), 0);

    int last = 0;
    for (int end : ends.subList(0, ends.size() - 1)) {
      assertThat(end - last).isBetween(ContentCutter.LEAST_BYTES + 1, ContentCutter.MOST_BYTES);
      last = end;
    }
    assertThat(BYTES / ends.size()).isBetween(800_000, 1_500_000);
  }

  @Test
  void findsTheSameCutsAfterAnInsertion() {
    byte[] bytes = random();

    Set<Integer> ends = new HashSet<>(cut(cutter, bytes, 0));
    List<Integer> shifted = cut(cutter, bytes, 12_345);

    assertThat(shifted.stream().filter(ends::contains).count()).isGreaterThan(shifted.size() - 8L);
  }

  @Test
  void cutsForEachTenantElsewhere() {
    byte[] bytes = random();

    Set<Integer> ends = new HashSet<>(cut(cutter, bytes, 0));
    ends.retainAll(cut(new ContentCutter(SnapshotKit.keys("default", 2)), bytes, 0));

    assertThat(ends).containsExactly(BYTES);
  }
}
