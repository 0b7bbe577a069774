package io.mooring.snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class NamesTest {
  @Property
  void anyBytesAreANameAndBack(@ForAll @Size(max = 40) byte[] bytes) {
    assertThat(Names.bytes(Names.of(bytes))).isEqualTo(bytes);
  }

  @Property
  void theOrderIsThatOfTheBytesWithTheSlashFirst(
      @ForAll @Size(max = 6) byte[] left, @ForAll @Size(max = 6) byte[] right) {
    byte[] l = withSlashes(left);
    byte[] r = withSlashes(right);

    assertThat(Integer.signum(Names.compare(Names.of(l), Names.of(r))))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(slashAsZero(l), slashAsZero(r))));
  }

  private static byte[] withSlashes(byte[] bytes) {
    byte[] name = bytes.clone();
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i] % 5 == 0 ? (byte) '/' : name[i];
    }
    return name;
  }

  private static byte[] slashAsZero(byte[] bytes) {
    byte[] name = bytes.clone();
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i] == '/' ? 0 : name[i];
    }
    return name;
  }

  @Property
  void whatIsShownIsPrintable(@ForAll @Size(max = 40) byte[] bytes) {
    String shown = Names.shown(Names.of(bytes));

    assertThat(shown.codePoints().anyMatch(Character::isISOControl)).isFalse();
    assertThat(List.of(shown))
        .isEqualTo(
            List.of(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
  }
}
