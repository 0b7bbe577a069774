package io.mooring.turn;

import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** An upstream session with its subagents' sessions. */
final class Family {
  private static final int MOST_CHILDREN = 200;

  private Family() {}

  /** The session first, then its children and theirs, as upstream has them now. */
  static Set<String> of(Opencode upstream, String upstreamSessionId) {
    Set<String> family = new LinkedHashSet<>(Set.of(upstreamSessionId));
    Deque<String> parents = new ArrayDeque<>(family);
    while (!parents.isEmpty()) {
      for (UpstreamSession child : upstream.children(parents.remove())) {
        if (family.size() <= MOST_CHILDREN && family.add(child.id())) {
          parents.add(child.id());
        }
      }
    }
    return family;
  }
}
