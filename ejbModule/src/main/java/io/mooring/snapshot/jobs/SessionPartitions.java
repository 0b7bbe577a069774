package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.RunningJob;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Shares the sessions out among threads of this JVM, by their ids: which share a session is in
 * never changes, so that a restart finds the shares as they were.
 */
@Named
@Dependent
public class SessionPartitions implements PartitionMapper {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject DueSessions sessions;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String partitions;

  @Override
  public PartitionPlan mapPartitions() {
    int count = Integer.parseInt(String.valueOf(partitions));
    job.expect(sessions.count(SYSTEM));
    Properties[] shares = new Properties[count];
    for (int i = 0; i < count; i++) {
      shares[i] = new Properties();
      shares[i].setProperty("share", Integer.toString(i));
      shares[i].setProperty("shares", Integer.toString(count));
    }
    PartitionPlan plan = new PartitionPlanImpl();
    plan.setPartitions(count);
    plan.setThreads(count);
    plan.setPartitionProperties(shares);
    return plan;
  }
}
