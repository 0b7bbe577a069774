package io.mooring.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a JVM spends its time, by flight recorder: samples of its threads, each counted for the
 * first frame from the top whose owner we know. What is called from there in the JDK counts for it.
 */
final class Profile {
  private static final String NAME = "mooring-bench";

  /** Prefixes of class names, the more special first, and what they are called. */
  private static final Map<String, String> OWNERS = owners();

  private final long pid;
  private final Path file;

  private Profile(long pid, Path file) {
    this.pid = pid;
    this.file = file;
  }

  /** A share of the samples. */
  record Share(String owner, double percent) {}

  private static Map<String, String> owners() {
    Map<String, String> owners = new LinkedHashMap<>();
    owners.put("io.mooring.feed.", "Mooring, feed");
    owners.put("io.mooring.turn.", "Mooring, turn");
    owners.put("io.mooring.opencode.", "Mooring, upstream's events");
    owners.put("io.mooring.", "Mooring, other");
    owners.put("com.fasterxml.jackson.", "Jackson");
    owners.put("com.ibm.ws.wsoc.", "Liberty, WebSocket");
    owners.put("com.ibm.ws.tcpchannel.", "Liberty, sockets");
    owners.put("com.ibm.", "Liberty, other");
    owners.put("io.openliberty.", "Liberty, other");
    owners.put("org.jboss.", "CDI and JAX-RS");
    owners.put("org.eclipse.persistence.", "EclipseLink");
    owners.put("org.apache.derby.", "Derby");
    owners.put("org.postgresql.", "PostgreSQL's driver");
    owners.put("jdk.internal.net.http.", "the JDK's HTTP client");
    return owners;
  }

  static Profile start(long pid, Path directory) throws IOException, InterruptedException {
    Path file = Files.createTempFile(Files.createDirectories(directory), "profile", ".jfr");
    Jcmd.run(pid, "JFR.start", "name=" + NAME, "settings=profile");
    return new Profile(pid, file);
  }

  /** Ends it; the greatest shares first. */
  List<Share> stop() throws IOException, InterruptedException {
    Jcmd.run(pid, "JFR.stop", "name=" + NAME, "filename=" + file);
    Map<String, Integer> samples = new TreeMap<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          samples.merge(owner(event.getStackTrace().getFrames()), 1, Integer::sum);
        }
      }
    }
    int all = samples.values().stream().mapToInt(Integer::intValue).sum();
    return samples.entrySet().stream()
        .map(entry -> new Share(entry.getKey(), 100.0 * entry.getValue() / all))
        .sorted(Comparator.comparingDouble(Share::percent).reversed())
        .toList();
  }

  private static String owner(List<RecordedFrame> frames) {
    return frames.stream()
        .map(frame -> frame.getMethod().getType().getName())
        .flatMap(name -> OWNERS.entrySet().stream().filter(e -> name.startsWith(e.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("the JDK, for nobody we know");
  }
}
