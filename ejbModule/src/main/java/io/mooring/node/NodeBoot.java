package io.mooring.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a node, from its start to its end or its crash. Leases name the boot; they hold for as
 * long as its heartbeat counter goes on.
 */
@Entity
@Table(name = "node_boots")
@IdClass(NodeBootId.class)
public class NodeBoot {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "boot_id")
  private String bootId = "";

  @Column(name = "node_id")
  private String nodeId = "";

  @Column(name = "heartbeat")
  private long heartbeat;

  @Column(name = "started_ms")
  private long startedMs;

  @Column(name = "ended_ms")
  private @Nullable Long endedMs;

  protected NodeBoot() {}

  NodeBoot(String tenantId, String bootId, String nodeId, Instant startedAt) {
    this.tenantId = tenantId;
    this.bootId = bootId;
    this.nodeId = nodeId;
    this.startedMs = startedAt.toEpochMilli();
  }

  void beat() {
    heartbeat++;
  }

  void end(Instant at) {
    endedMs = at.toEpochMilli();
  }

  String bootId() {
    return bootId;
  }

  String nodeId() {
    return nodeId;
  }

  long heartbeat() {
    return heartbeat;
  }

  boolean ended() {
    return endedMs != null;
  }
}
