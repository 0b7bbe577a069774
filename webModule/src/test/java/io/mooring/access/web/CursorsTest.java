package io.mooring.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.node.ThisNode;
import io.mooring.problem.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorsTest {
  private final Cursors cursors = cursors("one key");

  @SuppressWarnings("UnnecessaryAssignment") // no framework here: the test injects
  private static Cursors cursors(String key) {
    Cursors cursors = new Cursors();
    cursors.node =
        new ThisNode() {
          @Override
          public byte[] signingKey() {
            return key.getBytes(StandardCharsets.UTF_8);
          }
        };
    return cursors;
  }

  private static void refused(Cursors cursors, String list, String cursor) {
    assertThatThrownBy(() -> cursors.verify(list, cursor))
        .isInstanceOfSatisfying(
            InvalidValue.class,
            e -> {
              assertThat(e.code()).isEqualTo("bad-cursor");
              assertThat(e.facts()).containsEntry("field", "cursor");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1767268800000 ses_01", "ä🙂"})
  void aSignedPositionComesBack(String position) {
    String cursor = cursors.sign("sessions", position);

    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    assertThat(cursors.verify("sessions", cursor)).isEqualTo(position);
  }

  @Test
  void anotherNodeWithTheSameKeyTakesIt() {
    assertThat(cursors("one key").verify("sessions", cursors.sign("sessions", "5"))).isEqualTo("5");
  }

  @Test
  void anotherListsCursorIsRefused() {
    String cursor = cursors.sign("turns of ses_1", "5");

    refused(cursors, "turns of ses_2", cursor);
    refused(cursors, "sessions", cursor);
  }

  @Test
  void theListsNameAndThePositionDontRunIntoEachOther() {
    refused(cursors, "ab", cursors.sign("a", "b5"));
  }

  @Test
  void anotherKeysCursorIsRefused() {
    refused(cursors, "sessions", cursors("another key").sign("sessions", "5"));
  }

  @Test
  void aForgedPositionIsRefused() {
    byte[] signed = Base64.getUrlDecoder().decode(cursors.sign("sessions", "500"));
    for (int i = 0; i < signed.length; i++) {
      byte[] forged = signed.clone();
      forged[i] ^= 1;
      refused(cursors, "sessions", Base64.getUrlEncoder().withoutPadding().encodeToString(forged));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "AAAA", "not base64!", "%00", "AAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoCursorIsRefused(String cursor) {
    refused(cursors, "sessions", cursor);
  }

  @Test
  void aCutCursorIsRefused() {
    String cursor = cursors.sign("sessions", "500");

    refused(cursors, "sessions", cursor.substring(0, cursor.length() - 1));
    refused(cursors, "sessions", cursor + "A");
  }
}
