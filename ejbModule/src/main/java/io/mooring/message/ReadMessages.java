package io.mooring.message;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Reads what was said in sessions. */
@Stateless
public class ReadMessages {
  private static final int PAGE = 200;

  @Inject Sessions sessions;
  @Inject SessionDocuments sessionDocuments;
  @Inject Messages messages;
  @Inject MessageDocuments documents;

  /** A message and where it stands. */
  public record Placed(MessagePosition position, MessageDocument message) {}

  /**
   * A message as it was kept.
   *
   * @param sent whether upstream has it or had it
   */
  public record Kept(String turnId, long turnNumber, boolean sent, Said said) {}

  /**
   * The session's messages, oldest first, one more than {@code limit} at most.
   *
   * @throws io.mooring.session.SessionFailure not found
   */
  public List<Placed> list(Caller caller, String sessionId, MessagePosition after, int limit) {
    Session session = sessions.get(caller, sessionId);
    String workdir = sessionDocuments.of(caller, session).workdir();
    return messages.list(caller, sessionId, after, limit + 1).stream()
        .map(m -> new Placed(position(m), documents.of(m, workdir)))
        .toList();
  }

  /** All that was kept of a session after a turn, oldest first, in upstream's words. */
  public List<Kept> after(Actor actor, String sessionId, long turnNumber) {
    List<Kept> all = new ArrayList<>();
    MessagePosition after = new MessagePosition(turnNumber, Long.MAX_VALUE);
    List<Message> page;
    do {
      page = messages.list(actor, sessionId, after, PAGE);
      for (Message message : page) {
        all.add(new Kept(message.turnId(), message.turnNumber(), message.isSent(), message.said()));
        after = position(message);
      }
    } while (page.size() == PAGE);
    return all;
  }

  private static MessagePosition position(Message message) {
    return new MessagePosition(message.turnNumber(), message.messageNumber());
  }
}
