package io.mooring.job;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a job is due next; only ever moved by {@link JobSchedules#move}. */
@Entity
@Table(name = "job_schedules")
@IdClass(JobSchedule.Key.class)
public class JobSchedule {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "job_name")
  private String jobName = "";

  @Column(name = "expression")
  private String expression = "";

  @Column(name = "next_ms")
  private @Nullable Long nextMs;

  @Column(name = "last_ms")
  private long lastMs;

  protected JobSchedule() {}

  JobSchedule(String tenantId, String jobName, String expression, Optional<Instant> next) {
    this.tenantId = tenantId;
    this.jobName = jobName;
    this.expression = expression;
    this.nextMs = next.map(Instant::toEpochMilli).orElse(null);
  }

  String jobName() {
    return jobName;
  }

  String expression() {
    return expression;
  }

  Optional<Instant> next() {
    return Optional.ofNullable(nextMs).map(Instant::ofEpochMilli);
  }

  /** The due time that was claimed last; the epoch when none ever was. */
  Instant last() {
    return Instant.ofEpochMilli(lastMs);
  }

  /** Tenant and name; a class, for EE 10 knows no record as an id. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String jobName = "";

    public Key() {}

    Key(String tenantId, String jobName) {
      this.tenantId = tenantId;
      this.jobName = jobName;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && jobName.equals(key.jobName);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, jobName);
    }
  }
}
