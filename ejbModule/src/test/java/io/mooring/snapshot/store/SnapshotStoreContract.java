package io.mooring.snapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.store.ObjectName.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every store keeps to, wherever its objects lie. */
abstract class SnapshotStoreContract {
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  /** A fresh one, or one that holds what an earlier instance of this test has stored. */
  abstract SnapshotStore store();

  @Test
  void givesBackWhatWasCommitted() throws IOException {
    byte[] bytes = random(3 * 1024 * 1024 + 17);
    write(pack("pack0001"), bytes, 700_001);

    try (SnapshotStore.Reader reader = store().open(pack("pack0001"))) {
      assertThat(reader.size()).isEqualTo(bytes.length);
      assertThat(reader.read(0, bytes.length)).isEqualTo(bytes);
      assertThat(reader.read(1024 * 1024 - 3, 7))
          .isEqualTo(Arrays.copyOfRange(bytes, 1024 * 1024 - 3, 1024 * 1024 + 4));
      assertThat(reader.read(bytes.length, 0)).isEmpty();
    }
  }

  @Test
  void takesAnEmptyObject() throws IOException {
    write(pack("empty"), new byte[0], 1);

    try (SnapshotStore.Reader reader = store().open(pack("empty"))) {
      assertThat(reader.size()).isZero();
    }
  }

  @Test
  void readsNothingBeyondTheEnd() throws IOException {
    write(pack("short"), new byte[10], 10);

    try (SnapshotStore.Reader reader = store().open(pack("short"))) {
      for (long[] range : new long[][] {{5, 6}, {11, 0}, {-1, 2}, {Long.MAX_VALUE, 1}}) {
        assertThatThrownBy(() -> reader.read(range[0], (int) range[1]))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.SHORT));
      }
    }
  }

  @Test
  void showsNothingBeforeTheCommit() throws IOException {
    try (SnapshotStore.Writer writer = store().create(pack("begun"))) {
      writer.write(new byte[100], 0, 100);

      assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
      assertThatThrownBy(() -> store().open(pack("begun")))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING));
    }
    assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
  }

  @Test
  void writesNoObjectTwice() throws IOException {
    write(pack("once"), new byte[] {1}, 1);

    assertThatThrownBy(() -> write(pack("once"), new byte[] {2}, 1))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.EXISTS));

    try (SnapshotStore.Reader reader = store().open(pack("once"))) {
      assertThat(reader.read(0, 1)).containsExactly(1);
    }
  }

  @Test
  void keepsTenantsAndKindsApart() throws IOException {
    write(pack("same"), new byte[] {1}, 1);
    write(new ObjectName("default", Kind.MANIFEST, "same"), new byte[] {2}, 1);
    write(new ObjectName("../default", Kind.PACK, "same"), new byte[] {3}, 1);
    write(new ObjectName("DEFAULT", Kind.PACK, "same"), new byte[] {4}, 1);

    assertThat(store().delete(pack("same"))).isTrue();

    assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
    assertThat(store().list("default", Kind.MANIFEST, "", 10)).hasSize(1);
    assertThat(store().list("../default", Kind.PACK, "", 10)).hasSize(1);
    assertThat(store().list("DEFAULT", Kind.PACK, "", 10)).hasSize(1);
  }

  @Test
  void listsEachObjectOnceInPages() throws IOException {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String id = String.format("p%02x%04d", i * 7, i);
      written.add(id);
      write(pack(id), new byte[i], 10);
    }

    List<String> listed = new ArrayList<>();
    String after = "";
    List<StoredObject> page;
    do {
      page = store().list("default", Kind.PACK, after, 4);
      for (StoredObject object : page) {
        listed.add(object.name().id());
        assertThat(object.bytes()).isEqualTo(written.indexOf(object.name().id()));
        assertThat(object.storedAt()).isBetween(LONG_AGO, LATER);
        after = object.name().id();
        if (listed.size() % 5 == 0) {
          store().delete(object.name());
        }
      }
    } while (page.size() == 4);

    assertThat(listed).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void deletesOnce() throws IOException {
    write(pack("gone"), new byte[] {1}, 1);

    assertThat(store().delete(pack("gone"))).isTrue();
    assertThat(store().delete(pack("gone"))).isFalse();
    assertThatThrownBy(() -> store().open(pack("gone"))).isInstanceOf(StoreException.class);
  }

  @Test
  void discardsWhatNobodyFinishes() throws IOException {
    SnapshotStore.Writer left = store().create(pack("left"));
    left.write(new byte[10], 0, 10);

    assertThat(store().discardUnfinished("default", LONG_AGO)).isZero();
    assertThat(store().discardUnfinished("default", LATER)).isOne();
    assertThat(store().discardUnfinished("default", LATER)).isZero();

    assertThatThrownBy(left::commit).isInstanceOf(StoreException.class);
    left.close();
    assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
  }

  @Test
  void readsEachRangeOfALongObject() throws IOException {
    int mib = 1024 * 1024;
    byte[] bytes = random(5 * mib);
    write(pack("long_one"), bytes, 333_333);

    try (SnapshotStore.Reader reader = store().open(pack("long_one"))) {
      for (int at : new int[] {0, 1, mib - 1, mib, mib + 1, 3 * mib - 1, 4 * mib, 5 * mib - 9}) {
        for (int length : new int[] {0, 1, 9, mib - 1, mib, mib + 1, 2 * mib + 1}) {
          if (at + length <= bytes.length) {
            assertThat(Arrays.mismatch(reader.read(at, length), part(bytes, at, length)))
                .as("%d bytes from %d", length, at)
                .isEqualTo(-1);
          }
        }
      }
    }
  }

  @Test
  void takesBackWhatIsGivenInPiecesOfAnyLength() throws IOException {
    byte[] bytes = random(2 * 1024 * 1024 + 3);
    try (SnapshotStore.Writer writer = store().create(pack("pieces"))) {
      byte[] shared = new byte[bytes.length];
      int at = 0;
      for (int piece = 1; at < bytes.length; piece = piece * 3 + 1) {
        int length = Math.min(piece, bytes.length - at);
        System.arraycopy(bytes, at, shared, 7 % (shared.length - length + 1), length);
        writer.write(shared, 7 % (shared.length - length + 1), length);
        Arrays.fill(shared, (byte) 0x55); // the array is ours again
        at += length;
      }
      writer.commit();
    }

    try (SnapshotStore.Reader reader = store().open(pack("pieces"))) {
      assertThat(Arrays.mismatch(reader.read(0, bytes.length), bytes)).isEqualTo(-1);
    }
  }

  @Test
  void ofWritersOfOneNameTheFirstToCommitWins() throws Exception {
    int writers = 4;
    CyclicBarrier barrier = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 1; i <= writers; i++) {
      byte[] own = new byte[10 * i];
      Arrays.fill(own, (byte) i);
      all.add(
          threads.submit(
              () -> {
                try (SnapshotStore.Writer writer = store().create(pack("raced"))) {
                  writer.write(own, 0, own.length);
                  barrier.await();
                  writer.commit();
                  return own.length;
                } catch (StoreException e) {
                  assertThat(e.kind()).isEqualTo(StoreException.Kind.EXISTS);
                  return 0;
                }
              }));
    }
    List<Integer> lengths = new ArrayList<>();
    for (Future<Integer> each : all) {
      lengths.add(each.get(60, TimeUnit.SECONDS));
    }
    threads.shutdownNow();

    int won = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertThat(lengths).filteredOn(length -> length > 0).containsExactly(won);
    try (SnapshotStore.Reader reader = store().open(pack("raced"))) {
      assertThat(reader.read(0, won)).hasSize(won).containsOnly(won / 10);
    }
    assertThat(store().list("default", Kind.PACK, "", 10)).hasSize(1);
    nothingElseIsKept();
  }

  @Test
  void isSeenWholeOrNotAtAllWhileItIsWritten() throws Exception {
    byte[] bytes = random(3 * 1024 * 1024);
    AtomicBoolean written = new AtomicBoolean();
    CountDownLatch looking = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Integer> seen =
        thread.submit(
            () -> {
              int looks = 0;
              while (true) {
                boolean last = written.get();
                try (SnapshotStore.Reader reader = store().open(pack("watched"))) {
                  assertThat(reader.size()).isEqualTo(bytes.length);
                  assertThat(Arrays.mismatch(reader.read(0, bytes.length), bytes)).isEqualTo(-1);
                  return looks;
                } catch (StoreException e) {
                  assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING);
                  assertThat(last).as("missing after its commit").isFalse();
                }
                looks++;
                looking.countDown();
              }
            });

    assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
    write(pack("watched"), bytes, 100_000);
    written.set(true);

    assertThat(seen.get(60, TimeUnit.SECONDS)).isPositive();
    thread.shutdownNow();
  }

  @Test
  void keepsNothingOfWhatIsClosedWithoutACommit() throws IOException {
    try (SnapshotStore.Writer writer = store().create(pack("given_up"))) {
      byte[] bytes = random(2 * 1024 * 1024 + 1);
      writer.write(bytes, 0, bytes.length);
    }

    nothingElseIsKept();
    assertThat(store().discardUnfinished("default", LATER)).isZero();
    write(pack("given_up"), new byte[] {1}, 1);
    assertThat(store().list("default", Kind.PACK, "", 10)).hasSize(1);
  }

  @Test
  void keepsNothingOfWhatIsDeleted() throws IOException {
    byte[] bytes = random(20 * 1024 * 1024);
    write(pack("deleted"), bytes, 1024 * 1024);
    write(pack("beside"), new byte[] {1}, 1);

    assertThat(store().delete(pack("deleted"))).isTrue();

    nothingElseIsKept();
    assertThat(store().discardUnfinished("default", LATER)).isZero();
    write(pack("deleted"), new byte[] {7}, 1);
    try (SnapshotStore.Reader reader = store().open(pack("deleted"))) {
      assertThat(reader.size()).isOne();
    }
  }

  @Test
  void discardsNothingOfOthers() throws IOException {
    try (SnapshotStore.Writer theirs = store().create(new ObjectName("other", Kind.PACK, "left"))) {
      theirs.write(new byte[10], 0, 10);

      assertThat(store().discardUnfinished("default", LATER)).isZero();

      theirs.commit();
    }
    assertThat(store().list("other", Kind.PACK, "", 10)).hasSize(1);
  }

  @Test
  void takesNamesOfEveryLength() throws IOException {
    for (ObjectName name :
        List.of(
            new ObjectName("t", Kind.PACK, "abcd"),
            new ObjectName("T".repeat(255), Kind.MANIFEST, "z".repeat(64)),
            new ObjectName("\u00e4/\u4e2d '\\".repeat(20), Kind.PACK, "0_0_"))) {
      write(name, new byte[] {1, 2}, 1);

      assertThat(store().list(name.tenant(), name.kind(), "", 2))
          .extracting(StoredObject::name)
          .containsExactly(name);
      assertThat(store().delete(name)).isTrue();
    }
  }

  @Test
  void listsNothingOfAnUnknownTenantAndDeletesNothingUnknown() throws IOException {
    assertThat(store().list("nobody", Kind.MANIFEST, "", 10)).isEmpty();
    assertThat(store().delete(new ObjectName("nobody", Kind.PACK, "none"))).isFalse();
    assertThat(store().discardUnfinished("nobody", LATER)).isZero();
  }

  /** Fails when the store holds a byte that belongs to no object and to nothing being written. */
  abstract void nothingElseIsKept() throws IOException;

  private static byte[] part(byte[] bytes, int at, int length) {
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  void write(ObjectName name, byte[] bytes, int piece) throws IOException {
    try (SnapshotStore.Writer writer = store().create(name)) {
      for (int at = 0; at < bytes.length; at += piece) {
        writer.write(bytes, at, Math.min(piece, bytes.length - at));
      }
      writer.commit();
    }
  }

  static ObjectName pack(String id) {
    return new ObjectName("default", Kind.PACK, id);
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
