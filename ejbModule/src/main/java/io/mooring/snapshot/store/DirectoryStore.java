package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A directory: {@code tenant/pack/xy/id}, where xy are the id's last two characters. An object is
 * written to {@code tenant/tmp}, synced, given its name by a hard link, and the directory of that
 * name synced. The directory belongs to Mooring alone; it is made readable for its owner only.
 */
public final class DirectoryStore implements SnapshotStore {
  private static final String UNFINISHED = "tmp";
  private static final int SHARD_CHARS = 2;

  private final Path root;

  public DirectoryStore(Path root) {
    this.root = root.toAbsolutePath();
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    Path target = path(name);
    return calling(
        name,
        () -> {
          if (Files.exists(target)) {
            throw new StoreException(Kind.EXISTS, "stored already: " + name.id());
          }
          Path folder = SyncedFolders.create(tenant(name.tenant()).resolve(UNFINISHED));
          return new FileWriting(folder.resolve(name.id() + '.' + UUID.randomUUID()), target);
        });
  }

  @Override
  public Reader open(ObjectName name) throws IOException {
    return calling(
        name, () -> new FileReading(FileChannel.open(path(name), StandardOpenOption.READ), name));
  }

  @Override
  public List<StoredObject> list(String tenant, ObjectName.Kind kind, String after, int limit)
      throws IOException {
    Path top = kind(tenant, kind);
    List<StoredObject> page = new ArrayList<>();
    for (Path shard : children(top)) {
      int place = after.isEmpty() ? 1 : shard.getFileName().toString().compareTo(shard(after));
      if (place < 0) {
        continue;
      }
      for (Path file : children(shard)) {
        String id = file.getFileName().toString();
        if ((place > 0 || id.compareTo(after) > 0) && ObjectName.isId(id)) {
          add(new ObjectName(tenant, kind, id), file, page);
        }
        if (page.size() == limit) {
          return page;
        }
      }
    }
    return page;
  }

  private static void add(ObjectName name, Path file, List<StoredObject> to) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      to.add(new StoredObject(name, attributes.size(), attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      // Deleted since the directory was read: it isn't there.
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  @Override
  public boolean delete(ObjectName name) throws IOException {
    return calling(
        name,
        () -> {
          boolean there = Files.deleteIfExists(path(name));
          if (there) {
            SyncedFolders.sync(path(name).getParent());
          }
          return there;
        });
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) throws IOException {
    int discarded = 0;
    for (Path file : children(tenant(tenant).resolve(UNFINISHED))) {
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)
            && Files.deleteIfExists(file)) {
          discarded++;
        }
      } catch (NoSuchFileException e) {
        // Its writer finished with it meanwhile.
      } catch (IOException e) {
        throw new StoreException(Kind.FAILED, "an unfinished object can't be deleted", e);
      }
    }
    return discarded;
  }

  private Path path(ObjectName name) {
    return kind(name.tenant(), name.kind()).resolve(shard(name.id())).resolve(name.id());
  }

  private Path kind(String tenant, ObjectName.Kind kind) {
    return tenant(tenant).resolve(kind.name().toLowerCase(Locale.ROOT));
  }

  private Path tenant(String tenant) {
    return root.resolve(TenantFolder.name(tenant));
  }

  private static String shard(String id) {
    return id.substring(id.length() - SHARD_CHARS);
  }

  private static List<Path> children(Path folder) throws StoreException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new StoreException(Kind.FAILED, "the store can't be listed", e);
    }
    children.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return children;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T calling(ObjectName name, Call<T> call) throws StoreException {
    try {
      return call.run();
    } catch (StoreException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new StoreException(Kind.MISSING, "not stored: " + name.id(), e);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  static StoreException failed(ObjectName name, IOException cause) {
    return StoreException.unwritten("the store failed on " + name.id(), cause);
  }
}
