package io.mooring.snapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.store.ObjectName.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
          .isEqualTo(java.util.Arrays.copyOfRange(bytes, 1024 * 1024 - 3, 1024 * 1024 + 4));
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
