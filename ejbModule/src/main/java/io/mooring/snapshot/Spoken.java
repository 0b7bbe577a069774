package io.mooring.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.session.History.Conversation;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A conversation as it was read, for a snapshot. */
final class Spoken {
  static final Spoken NOTHING = new Spoken(ConversationSource.NONE, new byte[0], "");

  private final ConversationSource source;
  private final byte[] text;
  private final String messages;

  private Spoken(ConversationSource source, byte[] text, String messages) {
    this.source = source;
    this.text = text;
    this.messages = messages;
  }

  static Spoken of(ConversationSource source, Conversation conversation) {
    return new Spoken(source, SealedExport.text(conversation), digest(conversation));
  }

  ConversationSource source() {
    return source;
  }

  /** JSON in UTF-8, not copied; empty for none. */
  byte[] text() {
    return text;
  }

  /** Whether the same was said, whatever else upstream tells of the session by now. */
  boolean saysTheSameAs(Spoken other) {
    return source == other.source && messages.equals(other.messages);
  }

  private static String digest(Conversation conversation) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      add(conversation, sha);
      return HexFormat.of().formatHex(sha.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void add(Conversation conversation, MessageDigest sha) {
    sha.update((byte) '[');
    for (JsonNode message : conversation.messages()) {
      sha.update(Json.write(message).getBytes(StandardCharsets.UTF_8));
    }
    conversation.children().forEach(child -> add(child, sha));
    sha.update((byte) ']');
  }
}
