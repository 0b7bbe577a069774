package io.mooring.idempotency;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Properties;

/**
 * Starts the job that forgets old keys, each hour on each node; two at once only find less to do.
 * NOT_SUPPORTED, for a job that is started inside a transaction may run before its rows are there.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ForgettingKeys {
  public static final String JOB = "forget-idempotency-keys";

  @Schedule(hour = "*", minute = "17", persistent = false)
  void eachHour() {
    start();
  }

  /** Starts it now; answers the execution's id. */
  public long start() {
    JobOperator jobs = BatchRuntime.getJobOperator();
    return jobs.start(JOB, new Properties());
  }
}
