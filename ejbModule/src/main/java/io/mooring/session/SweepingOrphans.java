package io.mooring.session;

import io.mooring.config.Settings;
import io.mooring.session.SessionSettings.SweepMode;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Properties;

/**
 * Starts the job that looks for upstream sessions without an owner, each night on each node; two at
 * once only find less to do. NOT_SUPPORTED, for a job that is started inside a transaction may run
 * before its rows are there.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SweepingOrphans {
  public static final String JOB = "sweep-orphans";

  @Inject Settings settings;

  @Schedule(hour = "3", minute = "41", persistent = false)
  void eachNight() {
    SweepMode mode = settings.get(SessionSettings.SWEEP);
    if (mode != SweepMode.OFF) {
      start(mode == SweepMode.REPORT);
    }
  }

  /**
   * Starts it now.
   *
   * @param dryRun whether to delete nothing
   * @return the execution's id
   */
  public long start(boolean dryRun) {
    Properties parameters = new Properties();
    parameters.setProperty("dryRun", Boolean.toString(dryRun));
    return BatchRuntime.getJobOperator().start(JOB, parameters);
  }
}
