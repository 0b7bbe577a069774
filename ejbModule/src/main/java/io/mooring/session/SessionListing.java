package io.mooring.session;

import io.mooring.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which sessions a list shows, in SQL, for Derby must be told the index (to others it is a
 * comment): it knows how many owners and states there are, not how few sessions have one of them,
 * and would read all of a tenant's for a page of them.
 */
final class SessionListing {
  private final List<String> where = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private String index = "SESSIONS_NEWEST";

  private SessionListing() {}

  static SessionListing of(Caller caller, SessionFilter filter) {
    SessionListing list = new SessionListing();
    list.equal("tenant_id", caller.tenant());
    list.where.add("deleted_ms IS NULL");
    // Each of them narrows more than those before it, so the last one's index is used.
    filter.status().filter(status -> !isRare(status)).ifPresent(list::status);
    if (!caller.seesAll()) {
      list.equal("owner_name", caller.user(), "SESSIONS_OWNER");
    }
    filter.owner().ifPresent(owner -> list.equal("owner_name", owner, "SESSIONS_OWNER"));
    filter.status().filter(SessionListing::isRare).ifPresent(list::status);
    filter.threadId().ifPresent(thread -> list.equal("thread_id", thread, "SESSIONS_THREAD"));
    filter.key().ifPresent(key -> list.equal("session_key", key, "SESSIONS_KEY"));
    filter
        .upstreamSessionId()
        .ifPresent(id -> list.equal("upstream_session_id", id, "SESSIONS_UPSTREAM"));
    filter.titleContains().ifPresent(list::titleContains);
    filter.after().ifPresent(list::after);
    return list;
  }

  /** A session is in such a state for minutes; most are idle or closed for days. */
  private static boolean isRare(SessionStatus status) {
    return switch (status) {
      case NEW, IDLE, CLOSED -> false;
      case OPENING, BUSY, RETRYING, CRASHED -> true;
    };
  }

  /**
   * As a word of the statement and no parameter: of a parameter PostgreSQL thinks, once it has run
   * the statement often, that it may be the state that most sessions are in, and reads all of them
   * for one that none is in.
   */
  private void status(SessionStatus status) {
    where.add("status = '" + status.name() + "'");
    index = "SESSIONS_STATUS";
  }

  private void equal(String column, Object value, String narrower) {
    equal(column, value);
    index = narrower;
  }

  private void equal(String column, Object value) {
    where.add(column + " = " + value(value));
  }

  private void titleContains(String text) {
    String pattern = text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0");
    where.add("LOWER(title) LIKE " + value("%" + pattern + "%") + " ESCAPE '!'");
  }

  /** The first condition is where Derby begins in the index; an OR would be no beginning. */
  private void after(SessionFilter.Position last) {
    where.add("created_ms <= " + value(last.createdMs()));
    where.add("(created_ms < " + value(last.createdMs()) + " OR id < " + value(last.id()) + ")");
  }

  private String value(Object value) {
    values.add(value);
    return "?" + values.size();
  }

  /** Asks for the ids in the order of the list; {@code ?1} is the first of the values. */
  String sql(int limit) {
    return "SELECT id FROM sessions --DERBY-PROPERTIES index=%s\nWHERE %s"
            .formatted(index, String.join(" AND ", where))
        + " ORDER BY created_ms DESC, id DESC OFFSET 0 ROWS FETCH NEXT %d ROWS ONLY"
            .formatted(limit);
  }

  List<Object> values() {
    return List.copyOf(values);
  }
}
