package io.mooring.turn;

import io.mooring.host.UpstreamServer;
import io.mooring.opencode.EventListener;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireFrame;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Splits each server's one event stream by session. What belongs to no session that is attached,
 * and to no child of one, is dropped here, before anybody logs it.
 */
@ApplicationScoped
class EventRouter {
  private final Map<UpstreamServer, Splitter> splitters = new ConcurrentHashMap<>();

  /**
   * Delivers what is said of an upstream session and its children until it is closed. The server is
   * kept running meanwhile.
   */
  Attachment attach(UpstreamServer server, String upstreamSessionId, Inbox inbox) {
    Splitter splitter =
        splitters.computeIfAbsent(
            server,
            s -> {
              var made = new Splitter();
              s.events().listen(made);
              return made;
            });
    return splitter.attach(upstreamSessionId, inbox, server.hold());
  }

  /** How many upstream sessions are attached, children included. */
  int size() {
    return splitters.values().stream().mapToInt(Splitter::size).sum();
  }

  /** A delivery. */
  interface Attachment {
    /** Delivers what is said of this child, too, whose beginning was not heard. */
    void follow(String childId);

    /** The upstream sessions whose events are delivered: the session and its known children. */
    Set<String> family();

    /** Ends the delivery. */
    void close();
  }

  /** One server's sessions. Its lock is held for a look into a map, so the reader never waits. */
  static final class Splitter implements EventListener {
    private final Map<String, Inbox> inboxes = new HashMap<>();

    @Override
    public void event(WireFrame frame) {
      if (frame.event() instanceof WireEvent.SessionCreated created) {
        adopt(created.info());
      } else if (frame.event() instanceof WireEvent.SessionUpdated updated) {
        // A child of an earlier turn that is at work again.
        adopt(updated.info());
      }
      frame.event().sessionId().flatMap(this::inbox).ifPresent(inbox -> inbox.said(frame));
    }

    @Override
    public void connected(boolean again) {
      if (again) {
        all().forEach(Inbox::askAgain);
      }
    }

    synchronized Attachment attach(
        String upstreamSessionId, Inbox inbox, UpstreamServer.Hold hold) {
      inboxes.put(upstreamSessionId, inbox);
      return new Attachment() {
        @Override
        public void follow(String childId) {
          Splitter.this.follow(upstreamSessionId, inbox, childId);
        }

        @Override
        public Set<String> family() {
          return Splitter.this.family(inbox);
        }

        @Override
        public void close() {
          detach(inbox);
          hold.close();
        }
      };
    }

    private synchronized void adopt(UpstreamSession child) {
      if (child.parentId() != null) {
        Inbox parents = inboxes.get(child.parentId());
        if (parents != null) {
          inboxes.putIfAbsent(child.id(), parents);
        }
      }
    }

    private synchronized void follow(String parentId, Inbox inbox, String childId) {
      if (inboxes.get(parentId) == inbox) {
        inboxes.putIfAbsent(childId, inbox);
      }
    }

    private synchronized Set<String> family(Inbox inbox) {
      return inboxes.entrySet().stream()
          .filter(entry -> entry.getValue().equals(inbox))
          .map(Map.Entry::getKey)
          .collect(Collectors.toUnmodifiableSet());
    }

    private synchronized Optional<Inbox> inbox(String sessionId) {
      return Optional.ofNullable(inboxes.get(sessionId));
    }

    private synchronized List<Inbox> all() {
      return inboxes.values().stream().distinct().toList();
    }

    private synchronized void detach(Inbox inbox) {
      inboxes.values().removeIf(inbox::equals);
    }

    synchronized int size() {
      return inboxes.size();
    }
  }
}
