package io.mooring.turn;

import io.mooring.host.UpstreamServer;
import io.mooring.opencode.EventListener;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireFrame;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Splits each server's one event stream by session. What belongs to no session that is attached,
 * and to no child of one, is dropped here, before anybody logs it.
 */
@ApplicationScoped
class EventRouter {
  private final Map<UpstreamServer, Splitter> splitters = new ConcurrentHashMap<>();

  /** Delivers what is said of an upstream session and its children until it is detached. */
  Attachment attach(UpstreamServer server, String upstreamSessionId, Inbox inbox) {
    Splitter splitter =
        splitters.computeIfAbsent(
            server,
            s -> {
              var made = new Splitter();
              s.events().listen(made);
              return made;
            });
    splitter.inboxes.put(upstreamSessionId, inbox);
    return () -> splitter.detach(inbox);
  }

  /** Ends a delivery. */
  @FunctionalInterface
  interface Attachment {
    void close();
  }

  private static final class Splitter implements EventListener {
    private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();

    @Override
    public void event(WireFrame frame) {
      if (frame.event() instanceof WireEvent.SessionCreated created) {
        String parent = created.info().parentId();
        Inbox parents = parent == null ? null : inboxes.get(parent);
        if (parents != null) {
          inboxes.putIfAbsent(created.info().id(), parents);
        }
      }
      frame.event().sessionId().map(inboxes::get).ifPresent(inbox -> inbox.said(frame));
    }

    @Override
    public void connected(boolean again) {
      if (again) {
        inboxes.values().forEach(Inbox::askAgain);
      }
    }

    void detach(Inbox inbox) {
      inboxes.values().removeIf(inbox::equals);
    }
  }
}
