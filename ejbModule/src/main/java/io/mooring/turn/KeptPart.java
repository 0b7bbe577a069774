package io.mooring.turn;

import io.mooring.turn.reply.OpenReply;

/**
 * A part that was being written when it was written down.
 *
 * @param kind text or reasoning
 */
public record KeptPart(String partId, String kind, String text) {
  static KeptPart of(OpenReply.OpenPart part) {
    return new KeptPart(part.partId(), part.kind().text(), part.text());
  }

  /** The same for a reply that goes on with it. */
  OpenReply.OpenPart open() {
    boolean thought = kind.equals(OpenReply.Kind.REASONING.text());
    return new OpenReply.OpenPart(
        partId, thought ? OpenReply.Kind.REASONING : OpenReply.Kind.TEXT, text, 0);
  }
}
