package io.mooring.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class writes into the log, until this is closed. */
public final class LogRecords implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> all = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          all.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LogRecords(Class<?> of) {
    logger = Logger.getLogger(of.getName());
    logger.addHandler(handler);
  }

  /** The messages of all that was thrown, causes included. */
  public List<String> thrown() {
    List<String> messages = new ArrayList<>();
    for (LogRecord line : all) {
      for (Throwable at = line.getThrown(); at != null; at = at.getCause()) {
        messages.add(String.valueOf(at.getMessage()));
      }
    }
    return messages;
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }
}
