package io.mooring.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import io.mooring.session.History;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A conversation, compressed with Zstandard and then encrypted with its tenant's data key. */
final class SealedExport {
  private static final int LEVEL = 3;

  private final Label label;
  private final long turnNumber;
  private final byte[] content;

  /**
   * What {@link #seal} made.
   *
   * @param turnNumber of the last turn in it
   */
  SealedExport(Label label, long turnNumber, byte[] content) {
    this.label = label;
    this.turnNumber = turnNumber;
    this.content = content.clone();
  }

  Label label() {
    return label;
  }

  long turnNumber() {
    return turnNumber;
  }

  byte[] content() {
    return content.clone();
  }

  /**
   * What the bytes are; they open under no other label.
   *
   * @param sizeBytes of the JSON text
   */
  record Label(String tenant, String sessionId, String id, long sizeBytes, Instant takenAt) {
    private String[] texts() {
      return new String[] {
        "mooring-export",
        tenant,
        sessionId,
        id,
        Long.toString(sizeBytes),
        Long.toString(takenAt.toEpochMilli())
      };
    }
  }

  static byte[] text(History.Conversation conversation) {
    return Json.write(json(conversation)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Seals a conversation's text.
   *
   * @param label names the size of the text
   */
  static byte[] seal(byte[] key, Label label, byte[] text) {
    return Aead.seal(key, Zstd.compress(text, LEVEL), label.texts());
  }

  /**
   * The conversation.
   *
   * @throws SnapshotFailure unreadable, when anything is not as it was
   */
  History.Conversation open(byte[] key) {
    byte[] compressed = Aead.open(key, content, label.texts());
    try {
      byte[] text = Zstd.decompress(compressed, Math.toIntExact(label.sizeBytes()));
      if (text.length != label.sizeBytes()) {
        throw SnapshotFailure.unreadable(null);
      }
      return conversation(Json.read(new String(text, StandardCharsets.UTF_8)));
    } catch (ZstdException | JsonFailure | ArithmeticException e) {
      throw SnapshotFailure.unreadable(e);
    }
  }

  private static ObjectNode json(History.Conversation conversation) {
    ObjectNode json = Json.object();
    json.set("info", conversation.info());
    json.putArray("messages").addAll(conversation.messages());
    ArrayNode children = json.putArray("children");
    conversation.children().forEach(child -> children.add(json(child)));
    return json;
  }

  static History.Conversation conversation(JsonNode json) {
    List<JsonNode> messages = new ArrayList<>();
    json.path("messages").forEach(messages::add);
    List<History.Conversation> children = new ArrayList<>();
    json.path("children").forEach(child -> children.add(conversation(child)));
    return new History.Conversation(json.path("info"), messages, children);
  }
}
