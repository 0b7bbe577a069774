package io.mooring.feed;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The right to open a feed once, as who asked for it: the row knows the ticket's hash only. */
@Entity
@Table(name = "feed_tickets")
@IdClass(FeedTicket.Key.class)
public class FeedTicket {
  @Id
  @Column(name = "tenant_id", nullable = false, updatable = false)
  private String tenantId = "";

  @Id
  @Column(name = "ticket_hash", nullable = false, updatable = false)
  private String ticketHash = "";

  @Column(name = "session_id", updatable = false)
  private @Nullable String sessionId;

  @Column(name = "user_name", nullable = false, updatable = false)
  private String userName = "";

  @Column(name = "role_names", nullable = false, updatable = false)
  private String roleNames = "";

  @Column(name = "expires_ms", nullable = false, updatable = false)
  private long expiresMillis;

  /** For the provider. */
  protected FeedTicket() {}

  /**
   * A new ticket.
   *
   * @param sessionId the session whose feed it opens; empty for the feed of all sessions
   */
  FeedTicket(Caller caller, String ticketHash, Optional<String> sessionId, Instant expiresAt) {
    this.tenantId = caller.tenant();
    this.ticketHash = ticketHash;
    this.sessionId = sessionId.orElse(null);
    this.userName = caller.user();
    this.roleNames = caller.roles().stream().map(Role::label).collect(Collectors.joining(","));
    this.expiresMillis = expiresAt.toEpochMilli();
  }

  /** Whether it opens this feed at this time. */
  boolean opens(Optional<String> wanted, Instant at) {
    return wanted.equals(Optional.ofNullable(sessionId)) && at.toEpochMilli() < expiresMillis;
  }

  Caller caller() {
    Set<Role> roles =
        Arrays.stream(roleNames.split(",", 0))
            .flatMap(name -> Role.of(name).stream())
            .collect(Collectors.toSet());
    return new Caller(tenantId, userName, roles);
  }

  /** The primary key. */
  public static class Key implements Serializable {
    private String tenantId = "";
    private String ticketHash = "";

    /** For the provider. */
    public Key() {}

    Key(String tenantId, String ticketHash) {
      this.tenantId = tenantId;
      this.ticketHash = ticketHash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tenantId.equals(key.tenantId)
          && ticketHash.equals(key.ticketHash);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenantId, ticketHash);
    }
  }
}
