package io.mooring.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mooring.session.UsageDocument;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as the API shows it.
 *
 * @param text its text parts but for those that upstream added, joined by line feeds; null when
 *     there is none
 */
public record MessageDocument(
    String id,
    String turnId,
    MessageRole role,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String text,
    List<MessagePart> parts,
    UsageDocument usage,
    Instant createdAt) {
  public MessageDocument {
    parts = List.copyOf(parts);
  }
}
