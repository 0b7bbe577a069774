package io.mooring.turn;

import io.mooring.turn.reply.OpenReply;
import java.util.List;

/** What the agent said in a reply that was kept. */
final class KeptTexts {
  private KeptTexts() {}

  /** Its texts that are not empty, in order. */
  static List<String> of(KeptOpenReply reply) {
    return reply.parts().stream()
        .filter(part -> part.kind().equals(OpenReply.Kind.TEXT.text()))
        .map(KeptPart::text)
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
