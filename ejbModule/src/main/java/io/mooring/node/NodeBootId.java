package io.mooring.node;

import java.io.Serializable;
import java.util.Objects;

/** The key of a {@link NodeBoot}; a class, for EE 10 knows no record as an id. */
public class NodeBootId implements Serializable {
  private String tenantId = "";
  private String bootId = "";

  public NodeBootId() {}

  NodeBootId(String tenantId, String bootId) {
    this.tenantId = tenantId;
    this.bootId = bootId;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeBootId id
        && tenantId.equals(id.tenantId)
        && bootId.equals(id.bootId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenantId, bootId);
  }
}
