package io.mooring.access;

import java.io.Serializable;
import java.util.Objects;

/** The key of a tenant's row; a class, for EE 10 knows no record as an id. */
public class RowId implements Serializable {
  private String tenantId = "";
  private String id = "";

  public RowId() {}

  public RowId(String tenantId, String id) {
    this.tenantId = tenantId;
    this.id = id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowId row && tenantId.equals(row.tenantId) && id.equals(row.id);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenantId, id);
  }
}
