package io.mooring.snapshot.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.capture.HostileCapture.Failed;
import io.mooring.snapshot.capture.HostileCapture.Kept;
import io.mooring.snapshot.capture.HostileCapture.Left;
import io.mooring.snapshot.capture.HostileCapture.Place;
import io.mooring.snapshot.capture.HostileCapture.Treatment;
import io.mooring.snapshot.format.Manifest.Skipped;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of {@link HostileCaptures}: nothing outside of the workdir is read or changed, and what is
 * not captured is said.
 */
@Timeout(60)
class HostileCaptureTest {
  private static final String SECRET = "the secret";

  /** So that the file before has been read when something happens at the next one. */
  private static final CaptureOptions ONE_READER =
      new CaptureOptions(
          CaptureOptions.DEFAULT_EXCLUDES,
          false,
          1,
          1,
          CaptureOptions.DEFAULT.mostEntries(),
          CaptureOptions.DEFAULT.deepest(),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofHours(2));

  @TempDir Path directory;
  private Path target;
  private Place place;
  private SnapshotKit kit;

  @BeforeEach
  void aWorkdirBesideASecret() throws IOException {
    Path root = directory.toRealPath();
    Path workdir = Files.createDirectories(root.resolve("of/work"));
    Trees.file(workdir, "a/first", new byte[] {1});
    Trees.file(workdir, "a/victim", new byte[10]);
    Trees.file(workdir, "z", new byte[] {3});
    Path outside = Files.createDirectories(root.resolve("outside"));
    Files.writeString(outside.resolve("secret"), SECRET);
    Files.writeString(outside.resolve("victim"), SECRET);
    Files.createDirectory(outside.resolve("empty"));
    target = Files.createDirectory(root.resolve("back")).resolve("target");
    place = new Place(workdir, outside);
    kit = new SnapshotKit(new MemoryStore(false)).with(ONE_READER);
  }

  @Test
  void thereAreAtLeastFifty() {
    assertThat(HostileCaptures.all().map(HostileCapture::name))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(50);
  }

  static Stream<HostileCapture> cases() {
    return HostileCaptures.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingOutsideIsReadOrChanged(HostileCapture hostile) throws IOException {
    if (hostile.path().isEmpty()) {
      hostile.deed().in(place);
    }
    Map<String, String> outside = outside();
    Capture capture =
        kit.capture()
            .with(
                path -> {
                  if (path.equals(hostile.path())) {
                    hostile.deed().in(place);
                  }
                });

    if (hostile.treatment() instanceof Failed failed) {
      assertThatThrownBy(() -> capture.run(place.workdir(), "snap"))
          .isInstanceOfSatisfying(
              CaptureFailed.class, e -> assertThat(e.reason()).isEqualTo(failed.reason()));
      assertThat(kit.stored(ObjectName.Kind.MANIFEST)).isEmpty();
    } else {
      Captured captured = capture.run(place.workdir(), "snap");
      kit.verify("snap");
      Staged back = kit.restore(captured.manifest(), target);
      isTreated(hostile.treatment(), captured, back.directory());
      hasNoSecret(back.directory(), hostile);
    }

    assertThat(outside()).isEqualTo(outside);
  }

  private void isTreated(Treatment treatment, Captured captured, Path back) throws IOException {
    Map<String, String> names = Trees.describe(back);
    if (treatment instanceof Kept kept) {
      assertThat(names).containsKeys(kept.names().toArray(String[]::new));
      assertThat(captured.manifest().skipped()).isEmpty();
    } else if (treatment instanceof Left left) {
      assertThat(captured.manifest().skipped()).containsExactlyElementsOf(left.names());
      for (Skipped skipped : left.names()) {
        assertThat(names).doesNotContainKey(skipped.path());
      }
    }
    assertThat(names).containsKeys("a/", "z");
  }

  /** What an agent makes a hard link to, it has. */
  private void hasNoSecret(Path back, HostileCapture hostile) throws IOException {
    try (Stream<Path> all = Files.walk(back)) {
      for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        if (!Files.isSymbolicLink(path) && !hostile.name().contains("hard link")) {
          assertThat(path).content().doesNotContain(SECRET);
        }
        assertThat(Files.getAttribute(path, "unix:nlink")).isEqualTo(1);
      }
    }
  }

  private Map<String, String> outside() throws IOException {
    return Trees.describe(place.outside());
  }
}
