package io.mooring.turn;

import io.mooring.host.UpstreamServer;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.PermissionReply;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.opencode.wire.WireEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says no to what the agent and its subagents ask for, since nobody can be asked in this version.
 * What was asked before the turn's prompt is a leftover of an aborted turn, and is passed over.
 */
final class Refusals {
  private static final int MOST_CHILDREN = 200;

  private final ClaimedTurn turn;
  private final SentPrompt prompt;
  private final EventRouter.Attachment attachment;
  private boolean refused;

  Refusals(ClaimedTurn turn, SentPrompt prompt, EventRouter.Attachment attachment) {
    this.turn = turn;
    this.prompt = prompt;
    this.attachment = attachment;
  }

  /** Whether anything was refused. */
  boolean any() {
    return refused;
  }

  /** Whether a person is asked for a decision now: never, for what is asked is refused at once. */
  boolean waitsForPerson() {
    return false;
  }

  /** Refuses what has just been asked, if the signal says that something was. */
  void answer(UpstreamServer server, Inbox.Signal.Said said) {
    String directory = said.directory().orElse(turn.workdir());
    if (said.event() instanceof WireEvent.PermissionAsked asked) {
      refuse(() -> reject(server.client(), directory, asked));
    } else if (said.event() instanceof WireEvent.QuestionAsked asked) {
      refuse(() -> server.client().rejectQuestion(directory, asked.id()));
    }
  }

  /** Refuses all that is open: what was asked while nobody listened, children's included. */
  void answerOpen(Opencode upstream) {
    Set<String> ours = family(upstream);
    for (WireEvent.PermissionAsked asked : upstream.permissions(turn.workdir())) {
      if (ours.contains(asked.session()) && isOfThisTurn(asked.messageId())) {
        refuse(() -> reject(upstream, turn.workdir(), asked));
      }
    }
    for (WireEvent.QuestionAsked asked : upstream.questions(turn.workdir())) {
      if (ours.contains(asked.session()) && isOfThisTurn(asked.messageId())) {
        refuse(() -> upstream.rejectQuestion(turn.workdir(), asked.id()));
      }
    }
  }

  private static void reject(Opencode upstream, String directory, WireEvent.PermissionAsked asked) {
    upstream.replyPermission(directory, asked.id(), PermissionReply.REJECT, null);
  }

  private void refuse(Runnable call) {
    try {
      call.run();
      refused = true;
    } catch (UpstreamFailure.NotFound answered) {
      // Somebody else was faster, or the agent does not wait for it any more.
    }
  }

  private boolean isOfThisTurn(@Nullable String messageId) {
    return messageId == null || messageId.compareTo(prompt.messageId()) > 0;
  }

  /** The session and its children, which are followed from now on. */
  private Set<String> family(Opencode upstream) {
    Set<String> family = new HashSet<>(Set.of(prompt.upstreamSessionId()));
    Deque<String> parents = new ArrayDeque<>(family);
    while (!parents.isEmpty()) {
      for (UpstreamSession child : upstream.children(parents.remove())) {
        if (family.size() <= MOST_CHILDREN && family.add(child.id())) {
          attachment.follow(child.id());
          parents.add(child.id());
        }
      }
    }
    return family;
  }
}
