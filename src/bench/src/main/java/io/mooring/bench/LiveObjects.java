package io.mooring.bench;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds after a full collection, asked with the JDK's own jcmd.
 *
 * @param bytes of all objects
 * @param instances how many there are of each class
 * @param bytesOf what all of a class hold themselves
 */
record LiveObjects(long bytes, Map<String, Long> instances, Map<String, Long> bytesOf) {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)\\s*");

  static LiveObjects of(long pid) throws IOException, InterruptedException {
    // Twice: what the first collection has found to be unreachable may hold on to more.
    Jcmd.run(pid, "GC.class_histogram");
    return parse(Jcmd.run(pid, "GC.class_histogram"));
  }

  static LiveObjects parse(List<String> histogram) {
    Map<String, Long> instances = new TreeMap<>();
    Map<String, Long> bytesOf = new TreeMap<>();
    long bytes = -1;
    for (String line : histogram) {
      Matcher row = ROW.matcher(line);
      Matcher total = TOTAL.matcher(line);
      if (row.matches()) {
        instances.merge(row.group(3), Long.parseLong(row.group(1)), Long::sum);
        bytesOf.merge(row.group(3), Long.parseLong(row.group(2)), Long::sum);
      } else if (total.matches()) {
        bytes = Long.parseLong(total.group(1));
      }
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("no histogram: " + histogram);
    }
    return new LiveObjects(bytes, instances, bytesOf);
  }

  /** How many objects of Mooring's own classes there are. */
  long ours() {
    return instances.entrySet().stream()
        .filter(entry -> isOurs(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  long count(String name) {
    return instances.getOrDefault(name, 0L);
  }

  /** Mooring's own classes of which there are more than before, the greatest growth first. */
  List<String> grown(LiveObjects before, int most) {
    return instances.keySet().stream()
        .filter(name -> isOurs(name) && count(name) > before.count(name))
        .sorted(Comparator.comparingLong(name -> before.count(name) - count(name)))
        .limit(most)
        .map(name -> name + " " + before.count(name) + " -> " + count(name))
        .toList();
  }

  /** Classes whose objects hold more bytes than before, the greatest growth first. */
  List<String> heavier(LiveObjects before, int most) {
    return bytesOf.keySet().stream()
        .filter(name -> more(name, before) > 0)
        .sorted(Comparator.comparingLong(name -> -more(name, before)))
        .limit(most)
        .map(name -> "%s %d KB".formatted(name, more(name, before) / 1000))
        .toList();
  }

  private long more(String name, LiveObjects before) {
    return bytesOf.getOrDefault(name, 0L) - before.bytesOf.getOrDefault(name, 0L);
  }

  private static boolean isOurs(String name) {
    return name.startsWith("io.mooring.");
  }
}
