package io.mooring.turn.reply;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.WireEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Upstream's messages as its events leave them behind: a delta is not stored, a part is. */
final class Store {
  private final Map<String, MessageInfo> infos = new LinkedHashMap<>();
  private final Map<String, Part> parts = new LinkedHashMap<>();

  static Store of(List<WireEvent> events) {
    Store store = new Store();
    events.forEach(store::take);
    return store;
  }

  void take(WireEvent event) {
    if (event instanceof WireEvent.MessageUpdated updated) {
      infos.put(updated.info().id(), updated.info());
    } else if (event instanceof WireEvent.PartUpdated updated) {
      parts.put(updated.part().id(), updated.part());
    } else if (event instanceof WireEvent.PartRemoved removed) {
      parts.remove(removed.partId());
    } else if (event instanceof WireEvent.MessageRemoved removed) {
      infos.remove(removed.messageId());
    }
  }

  List<UpstreamMessage> messages(String sessionId) {
    List<UpstreamMessage> messages = new ArrayList<>();
    for (MessageInfo info : infos.values()) {
      if (info.sessionId().equals(sessionId)) {
        messages.add(
            new UpstreamMessage(
                info,
                parts.values().stream().filter(p -> p.messageId().equals(info.id())).toList()));
      }
    }
    return messages;
  }

  List<MessageInfo> prompts() {
    return infos.values().stream().filter(MessageInfo::user).toList();
  }
}
