package io.mooring.session;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Actor;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Writes a session's own events into its journal, in the transaction that changes the session. */
@ApplicationScoped
public class SessionFeed {
  @Inject Journal journal;
  @Inject SessionDocuments documents;

  void opened(Actor actor, Session session) {
    journal.open(actor, session.id());
  }

  /** The session's document has changed in a way that portals show. */
  public NewEvent updated(Actor actor, Session session) {
    ObjectNode body = Json.object();
    body.set("session", Json.object(documents.of(actor, session)));
    return NewEvent.of(FeedEventType.SESSION_UPDATED, body);
  }

  void changed(Actor actor, Session session) {
    journal.append(actor, session.id(), List.of(updated(actor, session)));
  }

  /** The session has another upstream session: by which rung, and why by no higher one. */
  void contextChanged(Actor actor, Session session, Opened opened, Optional<String> replaced) {
    ObjectNode context = Json.object().put("context", opened.context().label());
    context.put("upstreamSessionId", opened.upstreamSessionId());
    replaced.ifPresent(old -> context.put("replaced", old));
    if (!opened.missed().isEmpty()) {
      ArrayNode reason = context.putArray("reason");
      opened.missed().forEach(missed -> reason.add(Json.object(missed)));
    }
    journal.append(
        actor,
        session.id(),
        List.of(NewEvent.of(FeedEventType.SESSION_CONTEXT, context), updated(actor, session)));
  }
}
