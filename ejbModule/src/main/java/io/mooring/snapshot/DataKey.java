package io.mooring.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/** A tenant's key, wrapped with one of the configured keys. */
@Entity
@Table(name = "snapshot_keys")
@IdClass(DataKey.Key.class)
public class DataKey {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "key_name")
  private String name = "";

  @Column(name = "wrapped_by")
  private String wrappedBy = "";

  @Column(name = "wrapped_key")
  private String wrappedKey = "";

  @Column(name = "created_ms")
  private long createdMs;

  protected DataKey() {}

  DataKey(String tenantId, String name, byte[] dataKey, KeyRing ring, Instant at) {
    this.tenantId = tenantId;
    this.name = name;
    this.createdMs = at.toEpochMilli();
    wrap(dataKey, ring);
  }

  private void wrap(byte[] dataKey, KeyRing ring) {
    wrappedBy = ring.currentId();
    wrappedKey = Base64.getEncoder().encodeToString(ring.wrap(dataKey, tenantId, name));
  }

  /** The key itself; wraps it anew when it was wrapped with an older key. */
  byte[] open(KeyRing ring) {
    byte[] wrapped;
    try {
      wrapped = Base64.getDecoder().decode(wrappedKey);
    } catch (IllegalArgumentException e) {
      throw SnapshotFailure.unreadable(e);
    }
    byte[] dataKey = ring.unwrap(wrapped, wrappedBy, tenantId, name);
    if (!wrappedBy.equals(ring.currentId())) {
      wrap(dataKey, ring);
    }
    return dataKey;
  }

  /** A class, for EE 10 knows no record as an id. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String name = "";

    public Key() {}

    Key(String tenantId, String name) {
      this.tenantId = tenantId;
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && tenantId.equals(key.tenantId) && name.equals(key.name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, name);
    }
  }
}
