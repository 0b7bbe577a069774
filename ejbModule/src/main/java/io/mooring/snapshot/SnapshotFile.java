package io.mooring.snapshot;

import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Names;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * One name in a snapshot as the API lists it. A name that is no UTF-8 comes as bytes in base64.
 *
 * @param path relative; as it is, so it may hold anything but '/' at its ends and NUL
 * @param mode the nine permission bits in octal
 * @param target of a link, which is never followed
 * @param changed whether it never held still while it was read
 */
public record SnapshotFile(
    Optional<String> path,
    Optional<String> pathBytes,
    Kind kind,
    Optional<String> mode,
    Optional<Long> bytes,
    Instant modifiedAt,
    Optional<String> target,
    Optional<String> targetBytes,
    Optional<Boolean> changed) {
  private static final long NANOS = 1_000_000_000L;

  /** What a name is. */
  public enum Kind {
    FILE,
    FOLDER,
    LINK;

    @com.fasterxml.jackson.annotation.JsonValue
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static SnapshotFile of(Entry entry) {
    Optional<String> none = Optional.empty();
    if (entry instanceof Entry.File file) {
      return named(
          entry,
          Kind.FILE,
          Optional.of(octal(file.mode())),
          Optional.of(file.size()),
          none,
          Optional.of(file.changed()));
    }
    if (entry instanceof Entry.Link link) {
      return named(
          entry, Kind.LINK, none, Optional.empty(), Optional.of(link.target()), Optional.empty());
    }
    return named(
        entry,
        Kind.FOLDER,
        Optional.of(octal(((Entry.Folder) entry).mode())),
        Optional.empty(),
        none,
        Optional.empty());
  }

  private static SnapshotFile named(
      Entry entry,
      Kind kind,
      Optional<String> mode,
      Optional<Long> bytes,
      Optional<String> target,
      Optional<Boolean> changed) {
    return new SnapshotFile(
        Optional.of(entry.path()).filter(Names::isText),
        bytesOf(Optional.of(entry.path())),
        kind,
        mode,
        bytes,
        Instant.ofEpochSecond(
            Math.floorDiv(entry.mtimeNanos(), NANOS), Math.floorMod(entry.mtimeNanos(), NANOS)),
        target.filter(Names::isText),
        bytesOf(target),
        changed);
  }

  private static Optional<String> bytesOf(Optional<String> name) {
    return name.filter(text -> !Names.isText(text))
        .map(text -> Base64.getEncoder().encodeToString(Names.bytes(text)));
  }

  private static String octal(int mode) {
    return String.format("%04o", mode);
  }
}
