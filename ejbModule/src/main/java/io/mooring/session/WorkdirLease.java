package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * Somebody's right to change a directory as a whole, with all that is below it. While the row is
 * there no turn begins in that directory, above it or below it. It holds for as long as its boot's
 * heartbeat goes on; whoever takes it over makes the generation one higher.
 */
@Entity
@Table(name = "workdir_leases")
@IdClass(WorkdirLease.Key.class)
public class WorkdirLease {
  @Id
  @Column(name = "tenant_id")
  private String tenantId = "";

  @Id
  @Column(name = "path")
  private String path = "";

  @Column(name = "holder")
  private String holder = "";

  @Column(name = "lease_boot")
  private String leaseBoot = "";

  @Column(name = "generation")
  private long generation;

  @Column(name = "taken_ms")
  private long takenMs;

  protected WorkdirLease() {}

  WorkdirLease(Actor actor, String path, String holder, String boot, Instant at) {
    this.tenantId = actor.tenant();
    this.path = path;
    this.holder = holder;
    this.leaseBoot = boot;
    this.generation = 1;
    this.takenMs = at.toEpochMilli();
  }

  /** Another boot goes on with what the holder has begun. */
  void takeOver(String boot) {
    leaseBoot = boot;
    generation++;
  }

  boolean isHeldBy(Token token) {
    return holder.equals(token.holder()) && generation == token.generation();
  }

  public String holder() {
    return holder;
  }

  public String leaseBoot() {
    return leaseBoot;
  }

  public Token token() {
    return new Token(holder, generation);
  }

  /** Whether one of the two directories is the other one, or is somewhere in it. */
  boolean overlaps(String other) {
    Path mine = Path.of(path);
    Path theirs = Path.of(other);
    return mine.startsWith(theirs) || theirs.startsWith(mine);
  }

  /**
   * What its holder shows.
   *
   * @param holder what is done to the directory, a restore's id
   * @param generation the fencing token: it counts only while the row still has it
   */
  public record Token(String holder, long generation) {}

  /** Tenant and path; a class, for EE 10 knows no record as an id. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String path = "";

    public Key() {}

    Key(Actor actor, String path) {
      this.tenantId = actor.tenant();
      this.path = path;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && tenantId.equals(key.tenantId) && path.equals(key.path);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, path);
    }
  }
}
