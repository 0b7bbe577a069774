package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.session.History.Conversation;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SealedExportTest {
  private static final byte[] KEY = Aead.newKey();
  private static final Instant AT = Instant.ofEpochMilli(1_000);

  private static Conversation conversation(List<String> texts) {
    List<JsonNode> messages =
        texts.stream().map(text -> (JsonNode) Json.object().put("text", text)).toList();
    var child = new Conversation(Json.object().put("id", "ses_child"), messages, List.of());
    return new Conversation(Json.object().put("id", "ses_1"), messages, List.of(child));
  }

  private static SealedExport.Label label(String tenant, String session, String id, long size) {
    return new SealedExport.Label(tenant, session, id, size, AT);
  }

  private static SealedExport sealed(Conversation conversation) {
    byte[] text = SealedExport.text(conversation);
    var label = label("default", "ses_a", "exp_1", text.length);
    return new SealedExport(label, 1, SealedExport.seal(KEY, label, text));
  }

  private static void isUnreadable(ThrowingCallable opening) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("snapshot-unreadable");
              assertThat(problem.kind()).isEqualTo(ProblemKind.CONFLICT);
            });
  }

  @Property(tries = 100)
  void whatWasSealedOpensAsItWas(@ForAll @Size(max = 20) List<String> texts) {
    List<String> clean =
        texts.stream()
            .filter(t -> t.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000))
            .toList();

    assertThat(sealed(conversation(clean)).open(KEY)).isEqualTo(conversation(clean));
  }

  @Test
  void everyFlippedByteIsNoticed() {
    SealedExport whole = sealed(conversation(List.of("one", "two")));

    for (int i = 0; i < whole.content().length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.content().clone();
        flipped[i] ^= (byte) (1 << bit);
        isUnreadable(() -> new SealedExport(whole.label(), 1, flipped).open(KEY));
      }
    }
  }

  @Test
  void whatIsCutOrLengthenedIsNoticed() {
    SealedExport whole = sealed(conversation(List.of("one")));

    for (int length = 0; length < whole.content().length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole.content(), length);
      isUnreadable(() -> new SealedExport(whole.label(), 1, cut).open(KEY));
    }
    byte[] longer = java.util.Arrays.copyOf(whole.content(), whole.content().length + 1);
    isUnreadable(() -> new SealedExport(whole.label(), 1, longer).open(KEY));
  }

  @Test
  void itOpensUnderNoOtherLabelAndWithNoOtherKey() {
    SealedExport whole = sealed(conversation(List.of("one")));
    long size = whole.label().sizeBytes();

    for (SealedExport.Label other :
        List.of(
            label("other", "ses_a", "exp_1", size),
            label("default", "ses_b", "exp_1", size),
            label("default", "ses_a", "exp_2", size),
            label("default", "ses_a", "exp_1", size + 1),
            new SealedExport.Label("default", "ses_a", "exp_1", size, AT.plusMillis(1)))) {
      isUnreadable(() -> new SealedExport(other, 1, whole.content()).open(KEY));
    }
    isUnreadable(() -> whole.open(Aead.newKey()));
  }

  @Test
  void theSameConversationIsNeverSealedAlike() {
    assertThat(sealed(conversation(List.of("one"))).content())
        .isNotEqualTo(sealed(conversation(List.of("one"))).content());
  }
}
