package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store in memory, for tests that make thousands of calls. */
public final class MemoryStore implements SnapshotStore {
  private final Map<ObjectName, Held> objects;
  private final Set<Writing> unfinished = ConcurrentHashMap.newKeySet();
  private final boolean readersOutliveDeletion;

  /** Each time that an object is committed, another one. */
  private static final class Held {
    private final byte[] bytes;
    private final Instant at = Instant.now();

    Held(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * @param readersOutliveDeletion as with files; otherwise as with rows
   */
  public MemoryStore(boolean readersOutliveDeletion) {
    this(readersOutliveDeletion, Map.of());
  }

  private MemoryStore(boolean readersOutliveDeletion, Map<ObjectName, Held> objects) {
    this.readersOutliveDeletion = readersOutliveDeletion;
    this.objects = new ConcurrentHashMap<>(objects);
  }

  /** Another one that holds the same objects. */
  public MemoryStore copy() {
    return new MemoryStore(readersOutliveDeletion, new HashMap<>(objects));
  }

  @Override
  public Writer create(ObjectName name) throws StoreException {
    if (objects.containsKey(name)) {
      throw new StoreException(Kind.EXISTS, "stored already: " + name.id());
    }
    Writing writing = new Writing(name);
    unfinished.add(writing);
    return writing;
  }

  private final class Writing implements Writer {
    private final ObjectName name;
    private final Instant begun = Instant.now();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Writing(ObjectName name) {
      this.name = name;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }

    @Override
    public void commit() throws StoreException {
      if (!unfinished.remove(this)) {
        throw new StoreException(Kind.FAILED, name.id() + " was discarded while it was written");
      }
      if (objects.putIfAbsent(name, new Held(bytes.toByteArray())) != null) {
        throw new StoreException(Kind.EXISTS, "stored already: " + name.id());
      }
    }

    @Override
    public void close() {
      unfinished.remove(this);
    }
  }

  @Override
  public Reader open(ObjectName name) throws StoreException {
    Held opened = held(name, null);
    return new Reader() {
      @Override
      public long size() {
        return opened.bytes.length;
      }

      @Override
      public byte[] read(long offset, int length) throws StoreException {
        byte[] bytes = readersOutliveDeletion ? opened.bytes : held(name, opened).bytes;
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
          throw new StoreException(Kind.SHORT, name.id() + " ends before the range asked for");
        }
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  private Held held(ObjectName name, @Nullable Held before) throws StoreException {
    Held held = objects.get(name);
    if (held == null || (before != null && !before.equals(held))) {
      throw new StoreException(Kind.MISSING, "not stored: " + name.id());
    }
    return held;
  }

  @Override
  public List<StoredObject> list(String tenant, ObjectName.Kind kind, String after, int limit) {
    return objects.entrySet().stream()
        .filter(entry -> entry.getKey().tenant().equals(tenant) && entry.getKey().kind() == kind)
        .filter(entry -> entry.getKey().id().compareTo(after) > 0)
        .map(
            entry ->
                new StoredObject(
                    entry.getKey(), entry.getValue().bytes.length, entry.getValue().at))
        .sorted((a, b) -> a.name().id().compareTo(b.name().id()))
        .limit(limit)
        .toList();
  }

  @Override
  public boolean delete(ObjectName name) {
    return objects.remove(name) != null;
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) {
    List<Writing> left =
        unfinished.stream()
            .filter(writing -> writing.name.tenant().equals(tenant))
            .filter(writing -> writing.begun.isBefore(before))
            .toList();
    return (int) left.stream().filter(unfinished::remove).count();
  }

  boolean writesNothing() {
    return unfinished.isEmpty();
  }
}
