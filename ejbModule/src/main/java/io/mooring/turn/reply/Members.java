package io.mooring.turn.reply;

import io.mooring.opencode.wire.MessageInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that belong to a turn: the assistant's that answer our prompt, and those that answer
 * a later user message while the turn was still at its tools (a merged prompt, or what upstream
 * says to itself around a compaction).
 */
final class Members {
  /** Of messages that we remember as not ours; a session with more of them costs time, not room. */
  private static final int MAX_STRANGERS = 10_000;

  /** Of a turn; the steps after that are left out. */
  static final int MAX_MESSAGES = 10_000;

  private final String userMessageId;
  private final Map<String, MessageInfo> assistants = new LinkedHashMap<>();
  private final Set<String> parents = new HashSet<>();
  private final Set<String> candidates = new HashSet<>();
  private final Set<String> strangers = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private boolean promptSeen;

  Members(String userMessageId) {
    this.userMessageId = userMessageId;
    parents.add(userMessageId);
  }

  /**
   * Takes a message in, in the order of the session, and says whether it's an assistant's of ours.
   */
  boolean see(MessageInfo info) {
    if (info.user()) {
      promptSeen |= info.id().equals(userMessageId);
      boolean newer = info.id().compareTo(userMessageId) > 0;
      if (newer && !late.contains(info.id()) && candidates.size() < MAX_STRANGERS) {
        candidates.add(info.id());
      }
      remember(info.id());
      return false;
    }
    if (!assistants.containsKey(info.id()) && !joins(info)) {
      remember(info.id());
      return false;
    }
    assistants.put(info.id(), info);
    strangers.remove(info.id());
    return true;
  }

  /** Keeps a user message that came once upstream was idle out of the turn: it begins another. */
  void exclude(String id) {
    if (!candidates.contains(id) && late.size() < MAX_STRANGERS) {
      late.add(id);
    }
  }

  /** Forgets what belongs to the turn, so that the messages can be seen again in their order. */
  void restart() {
    assistants.clear();
    candidates.clear();
    parents.clear();
    parents.add(userMessageId);
  }

  private void remember(String stranger) {
    if (strangers.size() < MAX_STRANGERS) {
      strangers.add(stranger);
    }
  }

  private boolean joins(MessageInfo info) {
    String parent = info.parentId();
    if (parent == null || assistants.size() >= MAX_MESSAGES) {
      return false;
    }
    boolean goesOn = last().map(Outcomes::goesOn).orElse(true);
    if (candidates.contains(parent) && goesOn) {
      parents.add(parent);
    }
    return parents.contains(parent);
  }

  void remove(String messageId) {
    assistants.remove(messageId);
  }

  boolean contains(String messageId) {
    return assistants.containsKey(messageId);
  }

  boolean isStranger(String messageId) {
    return strangers.contains(messageId);
  }

  /** Whether the message's parts are the reply's: a compaction's summary is not. */
  boolean speaks(String messageId) {
    MessageInfo info = assistants.get(messageId);
    return info != null && !info.summary();
  }

  /** Whether the prompt or an answer to it was seen. */
  boolean begun() {
    return promptSeen || answered();
  }

  boolean answered() {
    return !assistants.isEmpty();
  }

  /** The message that tells the outcome: the newest, unless that is a mere summary. */
  Optional<MessageInfo> last() {
    List<MessageInfo> all = new ArrayList<>(assistants.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (!all.get(i).summary() || all.get(i).error() != null) {
        return Optional.of(all.get(i));
      }
    }
    return Optional.empty();
  }

  Collection<MessageInfo> all() {
    return assistants.values();
  }
}
