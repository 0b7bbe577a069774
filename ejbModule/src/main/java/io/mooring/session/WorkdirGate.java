package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A tenant's row that is locked by whoever takes a {@link WorkdirLease}: one after the other. */
@Entity
@Table(name = "workdir_gates")
public class WorkdirGate {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  protected WorkdirGate() {}

  WorkdirGate(Actor actor) {
    this.tenantId = actor.tenant();
  }
}
