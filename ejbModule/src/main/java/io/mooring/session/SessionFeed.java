package io.mooring.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Actor;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

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

  void contextChanged(Actor actor, Session session, ObjectNode context) {
    journal.append(
        actor,
        session.id(),
        List.of(NewEvent.of(FeedEventType.SESSION_CONTEXT, context), updated(actor, session)));
  }
}
