package io.mooring.approval;

import java.util.List;
import java.util.Optional;

/**
 * Decides about approvals in place of a person. The one that comes with Mooring reads the
 * configuration; an installation may replace it by an {@code @Alternative}. It is asked while a
 * session's row is locked, so it answers from memory.
 */
public interface ApprovalPolicy {
  /**
   * What is asked for.
   *
   * @param place where, with the session's owner and agent
   * @param patterns what exactly, say a command
   */
  record Wish(AskPlace place, String permission, List<String> patterns) {
    public Wish {
      patterns = List.copyOf(patterns);
    }
  }

  /** Once or reject; empty leaves it to a person. */
  Optional<Decision> decide(Wish wish);
}
