package io.mooring.crash;

import io.mooring.node.CrashPoints;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process, as kill -9 would, once every session of a plan has come to its point; those
 * that have wait there for the others. The plan is a file of properties that the environment
 * variable CRASH_PLAN names: session=point, and patience.ms, after which the process ends though
 * some have not come. A point may be {@code point#2}: then it is the second time that counts. Who
 * has come is written down beside the plan. Without the file nothing happens.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class CrashingPoints extends CrashPoints {
  /** What a process that was killed ends with. */
  private static final int KILLED = 137;

  private final Map<String, Integer> times = new HashMap<>();
  private final Set<String> arrived = new HashSet<>();

  @Override
  public void reached(String point, String id) {
    Properties plan = plan();
    String stop = plan.getProperty(id, "");
    if (stop.equals(point) || stop.startsWith(point + "#")) {
      int time;
      synchronized (arrived) {
        time = times.merge(id, 1, Integer::sum);
      }
      if (stop.equals(point) || stop.equals(point + "#" + time)) {
        waitForTheEnd(id, plan);
      }
    }
  }

  private void waitForTheEnd(String id, Properties plan) {
    boolean first;
    boolean last;
    synchronized (arrived) {
      first = arrived.isEmpty();
      arrived.add(id);
      writeDown(id);
      last = arrived.size() == plan.size() - 1;
    }
    if (last) {
      end();
    }
    if (first) {
      endAfter(Long.parseLong(plan.getProperty("patience.ms")));
    }
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      end();
    }
  }

  private static void endAfter(long millis) {
    Thread timer =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(millis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              end();
            },
            "crash");
    timer.setDaemon(true);
    timer.start();
  }

  private static void end() {
    Runtime.getRuntime().halt(KILLED);
  }

  private static void writeDown(String id) {
    try {
      Files.writeString(
          Path.of(System.getenv("CRASH_PLAN") + ".arrived"),
          id + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties plan() {
    Properties plan = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(System.getenv("CRASH_PLAN")))) {
      plan.load(reader);
    } catch (NoSuchFileException e) {
      return plan;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plan;
  }
}
