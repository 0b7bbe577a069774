package io.mooring.session;

import io.mooring.access.Role;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says which rules an agent works under. The one that comes with Mooring reads the configuration;
 * an installation may replace it by an {@code @Alternative}. It is asked while a session's row is
 * locked, so it answers from memory.
 */
public interface PermissionPolicy {
  /**
   * Whose rules are asked for.
   *
   * @param agent the session's agent
   * @param own the session's own rules, in order
   * @param roles the roles of who set these; empty when nobody did
   */
  record Ruled(
      String tenant,
      String sessionId,
      String owner,
      String agent,
      List<PermissionRule> own,
      Set<Role> roles) {
    public Ruled {
      own = List.copyOf(own);
      roles = Set.copyOf(roles);
    }
  }

  /** All rules in order, as upstream takes them: of those that match, the last one counts. */
  List<PermissionRule> rules(Ruled ruled);

  /** Which of the session's own rules allows more than those roles may, counted from 0. */
  OptionalInt firstTooBroad(Ruled ruled);
}
