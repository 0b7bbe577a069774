package io.mooring.snapshot;

import io.mooring.snapshot.format.NativeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes trees and tells what is in them. */
public final class Trees {
  private Trees() {}

  /** Each name below a directory, and all of it that a snapshot keeps. */
  public static Map<String, String> describe(Path root) throws IOException {
    Map<String, String> names = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (!path.equals(root)) {
          names.put(
              path.toUri().getRawPath().substring(root.toUri().getRawPath().length()), one(path));
        }
      }
    }
    return names;
  }

  private static String one(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    long nanos = ((FileTime) attributes.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS);
    if (Files.isSymbolicLink(path)) {
      // Java sets the times of links to the microsecond.
      return "link to " + NativeNames.target(Files.readSymbolicLink(path)) + " at " + nanos / 1_000;
    }
    String rest = Integer.toOctalString((Integer) attributes.get("mode")) + " at " + nanos;
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? rest : rest + " " + hash(path);
  }

  private static String hash(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 * 1024];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        sha.update(buffer, 0, got);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file with this content, its directories made; back in time, so that a stat is trusted. */
  public static Path file(Path root, String path, byte[] content) throws IOException {
    Path file = root;
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        Files.createDirectories(file);
      }
      file = file.resolve(NativeNames.path(parts[i]));
    }
    return Files.write(file, content);
  }
}
