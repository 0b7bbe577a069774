package io.mooring.session;

import io.mooring.access.RowId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A directory that an agent works in; several sessions may share it. */
@Entity
@Table(name = "workdirs")
@IdClass(RowId.class)
public class Workdir {
  /** Whose the directory is. */
  enum Ownership {
    /** Mooring made it. */
    OWNED,
    /** The caller named it; Mooring never removes it. */
    CALLERS
  }

  /** What becomes of the directory once nobody uses it. */
  enum Fate {
    /** Its files are to be removed. */
    GOING,
    /** They are removed. */
    GONE
  }

  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "path")
  private String path = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "ownership")
  private Ownership ownership = Ownership.OWNED;

  @Enumerated(EnumType.STRING)
  @Column(name = "fate")
  private @Nullable Fate fate;

  @Column(name = "created_ms")
  private long createdMs;

  protected Workdir() {}

  Workdir(String tenantId, String id, String path, Ownership ownership, Instant createdAt) {
    this.tenantId = tenantId;
    this.id = id;
    this.path = path;
    this.ownership = ownership;
    this.createdMs = createdAt.toEpochMilli();
  }

  /** Its last session is deleted: what is in it is saved, and goes. */
  void leave() {
    if (!isOwned()) {
      throw new IllegalStateException(id + " is a caller's directory");
    }
    fate = fate == null ? Fate.GOING : fate;
  }

  /** Its files are removed. */
  void gone() {
    if (fate == null) {
      throw new IllegalStateException(id + " is still used");
    }
    fate = Fate.GONE;
  }

  /** Whether sessions may work in it. */
  boolean isUsable() {
    return fate == null;
  }

  String id() {
    return id;
  }

  /** Absolute, with links resolved. */
  String path() {
    return path;
  }

  boolean isOwned() {
    return ownership == Ownership.OWNED;
  }
}
