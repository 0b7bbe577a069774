package io.mooring.feed;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Properties;

/**
 * Starts the job that prunes the journals, each hour on each node; two at once only find less to
 * do. NOT_SUPPORTED, for a job that is started inside a transaction may run before its rows are
 * there.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PruningJournals {
  public static final String JOB = "prune-journals";

  @Schedule(hour = "*", minute = "37", persistent = false)
  void eachHour() {
    start();
  }

  /** Starts it now; answers the execution's id. */
  public long start() {
    JobOperator jobs = BatchRuntime.getJobOperator();
    return jobs.start(JOB, new Properties());
  }
}
