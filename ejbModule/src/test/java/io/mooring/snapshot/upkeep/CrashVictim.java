package io.mooring.snapshot.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The process that is killed: lanes that each stop at a point of their own. */
final class CrashVictim {
  private static final int ENDLESS = 100_000;

  private CrashVictim() {}

  /**
   * Arguments: the lanes' directory, a seed, and the point of each lane, {@code name#occurrence}.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    CountDownLatch all = new CountDownLatch(arguments.length - 2);
    for (int i = 2; i < arguments.length; i++) {
      String[] point = arguments[i].split("#", -1);
      int lane = i - 2;
      Thread thread =
          new Thread(() -> run(directory.resolve("lane" + lane), seed + lane, point, all));
      thread.setDaemon(true);
      thread.start();
    }
    all.await();
    System.out.println("READY");
    new CountDownLatch(1).await();
  }

  private static void run(Path directory, long seed, String[] point, CountDownLatch all) {
    try {
      CrashLane lane = new CrashLane(directory);
      PointStore points = new PointStore(lane.store(), point[0], Integer.parseInt(point[1]), all);
      if (point[0].equals("anywhere")) {
        lane.work(points, seed, Integer.parseInt(point[1]));
        all.countDown();
      }
      lane.work(points, seed + 1, ENDLESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
