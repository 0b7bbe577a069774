package io.mooring.feed;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.problem.Problem;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One-time tickets, with which a browser opens a WebSocket: it can't send a token in a header, and
 * a token in the address would be logged. Any node takes what another gave. REQUIRES_NEW, for a
 * ticket is used up whatever becomes of the connection.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class FeedTickets {
  static final Duration LIFE = Duration.ofSeconds(30);
  static final int PAGE = 500;
  private static final int RANDOM_BYTES = 32;

  /** The tenant, and 256 bits that nobody can guess. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]{1,86})\\.([A-Za-z0-9_-]{43})");

  private static final SecureRandom RANDOM = new SecureRandom();

  @Inject Tickets tickets;
  @Inject SessionView sessions;
  @Inject Clock clock;

  /** A ticket as its owner gets it, once. */
  public record Issued(String ticket, Instant expiresAt) {}

  /**
   * Gives a ticket.
   *
   * @param sessionId the session whose feed it opens; empty for the feed of all sessions
   * @throws Problem not found, when the session is not the caller's to see
   */
  public Issued issue(Caller caller, Optional<String> sessionId) {
    sessionId.ifPresent(id -> sessions.requireVisible(caller, id));
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String ticket = base64(caller.tenant().getBytes(StandardCharsets.UTF_8)) + '.' + base64(random);
    Instant expiresAt = Instant.ofEpochMilli(clock.instant().plus(LIFE).toEpochMilli());
    tickets.add(new FeedTicket(caller, hash(ticket), sessionId, expiresAt));
    return new Issued(ticket, expiresAt);
  }

  /**
   * Takes a ticket, which is used up by it.
   *
   * @param sessionId the session whose feed is to be opened; empty for the feed of all sessions
   * @return who it was given to; empty when there is no such ticket for this feed, or not any more
   */
  public Optional<Caller> redeem(String ticket, Optional<String> sessionId) {
    Matcher form = FORM.matcher(ticket);
    if (!form.matches()) {
      return Optional.empty();
    }
    return tenant(form.group(1))
        .flatMap(tenant -> tickets.take(new SystemCaller(tenant), hash(ticket)))
        .filter(taken -> taken.opens(sessionId, clock.instant()))
        .map(FeedTicket::caller);
  }

  /** Deletes a page of tickets that can't be used any more; answers how many were in it. */
  public int forgetOld(SystemCaller system) {
    return tickets.deleteExpired(system, clock.instant(), PAGE);
  }

  private static Optional<String> tenant(String encoded) {
    try {
      return Optional.of(
          new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // nothing that was given here
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String ticket) {
    try {
      byte[] bytes = ticket.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
