package io.mooring.snapshot.format;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Names as Java's paths have them. Java keeps the bytes of a path that it read from a directory,
 * but shows what is no UTF-8 as U+FFFD; a path's URI has every byte, either way. This needs
 * sun.jnu.encoding=UTF-8, which Mooring insists on at its start.
 */
public final class NativeNames {
  private static final char REPLACED = '\uFFFD';
  private static final Path NOWHERE = Path.of("/proc/self/fd/none");

  private NativeNames() {}

  /** The name of what a path leads to. */
  public static String name(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.indexOf(REPLACED) < 0) {
      return name;
    }
    byte[] bytes = bytes(path);
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return Names.of(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  /** A link's target, relative or absolute, as it stands in the link. */
  public static String target(Path target) {
    String text = target.toString();
    if (text.indexOf(REPLACED) < 0) {
      return text;
    }
    // A relative one is made absolute below a place that isn't there: toUri looks at the file.
    byte[] bytes = bytes(NOWHERE.resolve(target));
    int skipped = target.isAbsolute() ? 0 : NOWHERE.toString().length() + 1;
    return Names.of(Arrays.copyOfRange(bytes, skipped, bytes.length));
  }

  /** A path of one name, relative. */
  public static Path path(String name) {
    return Names.isText(name) ? Path.of(name) : raw("/" + name).getFileName();
  }

  /** A link's target as a path; slashes in a row become one, which leads to the same place. */
  public static Path targetPath(String target) {
    if (Names.isText(target) && Path.of(target).toString().equals(target)) {
      return Path.of(target);
    }
    if (target.startsWith("/")) {
      return raw(target);
    }
    Path path = raw("/" + target);
    return path.subpath(0, path.getNameCount());
  }

  private static Path raw(String absolute) {
    StringBuilder uri = new StringBuilder("file:///");
    byte[] bytes = Names.bytes(absolute);
    for (int i = 1; i < bytes.length; i++) {
      uri.append(String.format("%%%02X", bytes[i] & 0xFF));
    }
    return Path.of(URI.create(uri.toString()));
  }

  private static byte[] bytes(Path path) {
    String raw = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(raw.charAt(i));
      }
    }
    byte[] all = bytes.toByteArray();
    // toUri ends directories with a slash, which no name has.
    boolean slash = raw.endsWith("/") && !path.toString().endsWith("/");
    return slash ? Arrays.copyOf(all, all.length - 1) : all;
  }
}
