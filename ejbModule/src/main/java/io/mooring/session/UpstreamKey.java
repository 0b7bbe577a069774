package io.mooring.session;

import java.io.Serializable;
import java.util.Objects;

/** Tenant and upstream id; a class, for EE 10 knows no record as an id. */
class UpstreamKey implements Serializable {
  private String tenantId = "";
  private String upstreamSessionId = "";

  public UpstreamKey() {}

  UpstreamKey(String tenantId, String upstreamSessionId) {
    this.tenantId = tenantId;
    this.upstreamSessionId = upstreamSessionId;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UpstreamKey key
        && tenantId.equals(key.tenantId)
        && upstreamSessionId.equals(key.upstreamSessionId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenantId, upstreamSessionId);
  }
}
