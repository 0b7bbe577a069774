package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Mark;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A {@link Mark}, as a row. */
@Entity
@Table(name = "snapshot_marks")
@IdClass(SnapshotMark.Key.class)
public class SnapshotMark {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  private ObjectName.Kind kind = ObjectName.Kind.PACK;

  @Id
  @Column(name = "id")
  private String id = "";

  @Column(name = "marked_ms")
  private long markedMs;

  @Lob
  @Column(name = "waits_for")
  private String waitsFor = "";

  protected SnapshotMark() {}

  SnapshotMark(Actor actor, Mark mark) {
    tenantId = actor.tenant();
    kind = mark.name().kind();
    id = mark.name().id();
    markedMs = mark.at().toEpochMilli();
    waitsFor = String.join(" ", new TreeSet<>(mark.waitsFor()));
  }

  Mark mark() {
    return new Mark(
        new ObjectName(tenantId, kind, id),
        Instant.ofEpochMilli(markedMs),
        waitsFor.isEmpty() ? Set.of() : Set.of(waitsFor.split(" ", -1)));
  }

  /** A class, for EE 10 knows no record as an id. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private ObjectName.Kind kind = ObjectName.Kind.PACK;
    private String id = "";

    public Key() {}

    Key(Actor actor, ObjectName name) {
      tenantId = actor.tenant();
      kind = name.kind();
      id = name.id();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && kind == key.kind
          && id.equals(key.id);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, kind, id);
    }
  }
}
