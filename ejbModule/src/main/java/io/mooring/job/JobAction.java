package io.mooring.job;

import io.mooring.access.RowId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who did what with a run, and when; never changed. */
@Entity
@Table(name = "job_actions")
@IdClass(RowId.class)
public class JobAction {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "run_id")
  private String runId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "verb")
  private JobVerb verb = JobVerb.START;

  @Column(name = "actor")
  private @Nullable String actor;

  @Column(name = "at_ms")
  private long atMs;

  protected JobAction() {}

  JobAction(
      String tenantId, String id, String runId, JobVerb verb, Optional<String> actor, Instant at) {
    this.tenantId = tenantId;
    this.id = id;
    this.runId = runId;
    this.verb = verb;
    this.actor = actor.orElse(null);
    this.atMs = at.toEpochMilli();
  }

  JobVerb verb() {
    return verb;
  }

  Optional<String> actor() {
    return Optional.ofNullable(actor);
  }

  Instant at() {
    return Instant.ofEpochMilli(atMs);
  }
}
