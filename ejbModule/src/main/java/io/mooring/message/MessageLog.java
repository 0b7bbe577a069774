package io.mooring.message;

import io.mooring.access.Actor;
import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what is said in a turn, inside a transaction that holds the turn's lock. Saying a message
 * again replaces its words and never makes a second row.
 */
@ApplicationScoped
public class MessageLog {
  private static final String PREFIX = "msg";

  /** What the column holds; upstream's own ids are 30 long. */
  private static final int LONGEST_ID_CHARS = 160;

  @Inject Messages messages;
  @Inject Ids ids;

  /** Keeps the prompt of a turn that has just started: nothing of it can be there. */
  public void firstPrompt(Actor actor, Spot spot, Said prompt, Instant now) {
    messages.add(new Message(actor.tenant(), newId(), spot, 0, prompt, now));
  }

  /** Keeps the prompt, as far as it is known. */
  public void prompt(Actor actor, Spot spot, Said prompt, Instant now) {
    Optional<Message> there =
        messages.ofTurn(actor, spot.sessionId(), spot.turnNumber()).stream()
            .filter(message -> message.messageNumber() == 0)
            .findFirst();
    if (there.isPresent()) {
      there.get().say(prompt);
    } else {
      messages.add(new Message(actor.tenant(), newId(), spot, 0, prompt, now));
    }
  }

  /**
   * Keeps all that a turn has come to.
   *
   * @param said the prompt and what follows, in order; those without a usable upstream id are
   *     passed over
   * @param minted ids of ours, by upstream's, that were told before their messages were kept
   */
  public void keep(
      Actor actor, Spot spot, List<Said> said, Map<String, String> minted, Instant now) {
    Map<String, Message> there = new HashMap<>();
    long next = 1;
    for (Message message : messages.ofTurn(actor, spot.sessionId(), spot.turnNumber())) {
      there.put(message.upstreamMessageId(), message);
      next = Math.max(next, message.messageNumber() + 1);
    }
    Set<String> elsewhere = messages.known(actor, spot.sessionId(), unknown(said, there));
    for (Said one : said) {
      String upstreamId = one.upstreamId().orElse("");
      Message known = there.get(upstreamId);
      if (known != null) {
        known.say(one);
      } else if (isUsable(upstreamId) && !elsewhere.contains(upstreamId)) {
        String id = minted.getOrDefault(upstreamId, newId());
        Message made = new Message(actor.tenant(), id, spot, next++, one, now);
        messages.add(made);
        there.put(upstreamId, made);
      }
    }
  }

  /** A new id of a message of ours. */
  public String newId() {
    return ids.next(PREFIX);
  }

  private static boolean isUsable(String upstreamId) {
    return !upstreamId.isEmpty() && upstreamId.length() <= LONGEST_ID_CHARS;
  }

  private static List<String> unknown(List<Said> said, Map<String, Message> there) {
    List<String> unknown = new ArrayList<>();
    for (Said one : said) {
      one.upstreamId().filter(id -> isUsable(id) && !there.containsKey(id)).ifPresent(unknown::add);
    }
    return unknown;
  }
}
