package io.mooring.turn.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFilterTest {
  private static final TextFilter FILTER = new TextFilter(List.of("dcp-message-id", "a"));

  @ParameterizedTest
  @CsvSource({
    "'plain',plain",
    "'x<dcp-message-id>m0001</dcp-message-id>y',xy",
    "'<a></a>',''",
    "'<a>1</a><a>2</a>3',3",
    "'<<a>1</a>',<",
    "'<a>never closed','<a>never closed'",
    "'<a><a>1</a>',''",
    "'<a','<a'",
    "'1 < 2 <b>x</b>','1 < 2 <b>x</b>'",
  })
  void stripsTags(String text, String filtered) {
    assertThat(FILTER.apply(text)).isEqualTo(filtered);
  }

  @Test
  void leavesWhatIsTooLongForATag() {
    String inside = "x".repeat(TextFilter.MAX_CONTENT_CHARS);

    assertThat(FILTER.apply("<a>" + inside + "</a>")).isEmpty();
    assertThat(FILTER.apply("<a>" + inside + "x</a>")).isEqualTo("<a>" + inside + "x</a>");
  }

  @Test
  void holdsBackOnlyWhatMayBecomeATag() {
    TextFilter.Stream stream = FILTER.open();

    assertThat(stream.push("a < b <")).isEqualTo("a < b ");
    assertThat(stream.push("dcp")).isEmpty();
    assertThat(stream.push(" no")).isEqualTo("<dcp no");
    assertThat(stream.finish()).isEmpty();
  }

  @Test
  void refusesWhatIsNoName() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TextFilter(List.of("<a>")));
  }

  @Property
  void theStreamIsTheFilterOfTheWhole(@ForAll("pieces") List<String> pieces) {
    TextFilter.Stream stream = FILTER.open();
    StringBuilder streamed = new StringBuilder();

    pieces.forEach(piece -> streamed.append(stream.push(piece)));
    streamed.append(stream.finish());

    assertThat(streamed).hasToString(FILTER.apply(String.join("", pieces)));
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "<",
            "<a",
            "<a>",
            ">",
            "</",
            "</a",
            "</a>",
            "a",
            "<dcp-",
            "message-id>",
            "</dcp-",
            "x",
            " ",
            "x".repeat(130),
            "\uD83D",
            "\uDE00")
        .list()
        .ofMaxSize(30);
  }
}
