package io.mooring.snapshot.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.TestJvm;
import io.mooring.snapshot.Trees;
import io.mooring.worktree.TreeRemoval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwapTest {
  private static final String MARK = "rst_0123456789";

  @TempDir Path parent;
  private SwapPlace place;
  private Map<String, String> oldTree;
  private Map<String, String> freshTree;
  private SwapTrees trees;

  @BeforeEach
  void makeBoth() throws IOException {
    place = new SwapPlace(parent.toRealPath().resolve("work"), MARK);
    tree(place.workdir(), "old");
    tree(place.staged(), "fresh");
    oldTree = Trees.describe(place.workdir());
    freshTree = Trees.describe(place.staged());
    trees = new SwapTrees(Identity.of(place.staged()).getAsLong(), Identity.of(place.workdir()));
  }

  private static void tree(Path root, String content) throws IOException {
    Trees.file(root, "a/" + content, content.getBytes(StandardCharsets.UTF_8));
    Trees.file(root, "b", content.getBytes(StandardCharsets.UTF_8));
  }

  private Swap swap() {
    return new Swap(place, trees, new Watching(move -> {}));
  }

  private Swap crashingAfter(int moves) {
    List<String> made = new ArrayList<>();
    return new Swap(
        place,
        trees,
        new Watching(
            move -> {
              made.add(move);
              if (made.size() == moves) {
                throw new IllegalStateException("crash");
              }
            }));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewTreeTakesThePlaceAndTheOldOneWaits() throws IOException {
    assertThat(swap().forward()).isTrue();

    assertThat(Trees.describe(place.workdir())).isEqualTo(freshTree);
    assertThat(Trees.describe(place.old())).isEqualTo(oldTree);
    assertThat(place.staged()).doesNotExist();
  }

  @Test
  void theOldTreeGoesWhenItMayGo() throws IOException {
    assertThat(swap().forward()).isTrue();

    Swap.removeRest(place);

    assertThat(names()).containsExactly("work");
    assertThat(Trees.describe(place.workdir())).isEqualTo(freshTree);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoeverFindsABegunSwapFinishesIt(int crash) throws IOException {
    assertThatThrownBy(() -> crashingAfter(crash).forward()).hasMessage("crash");

    assertThat(swap().forward()).isTrue();
    Swap.removeRest(place);

    assertThat(Trees.describe(place.workdir())).isEqualTo(freshTree);
    assertThat(names()).containsExactly("work");
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,1", "2,0", "2,1", "2,2", "0,0"})
  void whoeverFindsABegunSwapUndoesIt(int crashForward, int crashBack) throws IOException {
    if (crashForward > 0) {
      assertThatThrownBy(() -> crashingAfter(crashForward).forward()).hasMessage("crash");
    }
    if (crashBack > 0) {
      assertThatThrownBy(() -> crashingAfter(crashBack).back()).hasMessage("crash");
    }

    assertThat(swap().back()).isTrue();
    Swap.removeRest(place);

    assertThat(Trees.describe(place.workdir())).isEqualTo(oldTree);
    assertThat(names()).containsExactly("work");
  }

  @ParameterizedTest
  @CsvSource({
    "forward,MOVE_OLD_AWAY",
    "forward,MOVE_FRESH_IN",
    "back,MOVE_FRESH_OUT",
    "back,MOVE_OLD_BACK"
  })
  void aProcessThatIsKilledBetweenTheRenamesLosesNothing(String way, String move) throws Exception {
    boolean forward = way.equals("forward");
    if (!forward) {
      assertThat(swap().forward()).isTrue();
    }
    Process victim =
        TestJvm.of(
                SwapVictim.class,
                List.of(),
                List.of(
                    place.workdir().toString(),
                    MARK,
                    Long.toString(trees.fresh()),
                    Long.toString(trees.old().getAsLong()),
                    move,
                    way))
            .start();
    assertThat(victim.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(victim.exitValue()).isEqualTo(137);

    assertThat(forward ? swap().forward() : swap().back()).isTrue();
    Swap.removeRest(place);

    assertThat(Trees.describe(place.workdir())).isEqualTo(forward ? freshTree : oldTree);
    assertThat(names()).containsExactly("work");
  }

  @Test
  void aWorkdirThatWasNotThereIsMadeAndTakenBack() throws IOException {
    TreeRemoval.remove(place.workdir());
    Swap swap =
        new Swap(
            place, new SwapTrees(trees.fresh(), OptionalLong.empty()), new Watching(move -> {}));

    assertThat(swap.forward()).isTrue();
    assertThat(Trees.describe(place.workdir())).isEqualTo(freshTree);
    assertThat(swap.back()).isTrue();
    assertThat(place.workdir()).doesNotExist();
    Swap.removeRest(place);
    assertThat(names()).isEmpty();
  }

  @Test
  void whatSomebodyPutsInThePlaceMeanwhileIsMovedAside() throws IOException {
    assertThatThrownBy(() -> crashingAfter(1).forward()).hasMessage("crash");
    tree(place.workdir(), "stranger");

    assertThat(swap().forward()).isTrue();
    assertThat(Trees.describe(place.workdir())).isEqualTo(freshTree);
    assertThat(Trees.describe(place.old())).isEqualTo(oldTree);
    Swap.removeRest(place);
    assertThat(names()).containsExactly("work");
  }

  @Test
  void aLinkPutInThePlaceMeanwhileIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("precious"), "x");
    assertThatThrownBy(() -> crashingAfter(1).forward()).hasMessage("crash");
    Files.createSymbolicLink(place.workdir(), elsewhere);

    assertThat(swap().forward()).isTrue();
    Swap.removeRest(place);

    assertThat(Files.isDirectory(place.workdir(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(elsewhere.resolve("precious")).exists();
  }

  @Test
  void aNewTreeThatIsGoneIsNoReasonToMoveTheOldOne() throws IOException {
    Path another = parent.resolve("another");
    tree(another, "another");
    TreeRemoval.remove(place.staged());
    Files.move(another, place.staged());

    assertThat(swap().forward()).isFalse();

    assertThat(Trees.describe(place.workdir())).isEqualTo(oldTree);
  }

  @Test
  void aNameThatIsTakenStopsTheSwapBeforeItBegins() throws IOException {
    tree(place.old(), "in the way");

    assertThatThrownBy(() -> swap().forward()).isInstanceOf(IOException.class);

    assertThat(Trees.describe(place.workdir())).isEqualTo(oldTree);
    assertThat(Trees.describe(place.staged())).isEqualTo(freshTree);
  }

  @Test
  void whoeverMayHaveLostTheWorkdirMovesNothing() throws IOException {
    Swap.Watch lost =
        new Swap.Watch() {
          @Override
          public void before() throws IOException {
            throw new IOException("lost");
          }

          @Override
          public void moved(String move) {}
        };

    assertThatThrownBy(() -> new Swap(place, trees, lost).forward()).hasMessage("lost");

    assertThat(Trees.describe(place.workdir())).isEqualTo(oldTree);
  }

  @Test
  void marksArePlain() {
    for (String mark : List.of("../../etc", "a/b/c/d/e", "short", "UPPER_CASE")) {
      assertThatThrownBy(() -> new SwapPlace(place.workdir(), mark))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
