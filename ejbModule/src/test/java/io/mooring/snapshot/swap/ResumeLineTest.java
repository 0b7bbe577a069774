package io.mooring.snapshot.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeLineTest {
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07.891Z");

  @TempDir Path staged;
  @TempDir Path elsewhere;

  @Test
  void isOneLineOfUtcSeconds() throws IOException {
    assertThat(ResumeLine.append(staged, AT)).isTrue();
    assertThat(staged.resolve("resume.log")).hasContent("2026-03-04T05:06:07Z\n");
  }

  @Test
  void comesAfterWhatIsThereAndLeavesTheModeAlone() throws IOException {
    Path log = Files.writeString(staged.resolve("resume.log"), "2026-01-01T00:00:00Z\n");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("r--r-----"));

    assertThat(ResumeLine.append(staged, AT)).isTrue();

    assertThat(log).hasContent("2026-01-01T00:00:00Z\n2026-03-04T05:06:07Z\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("r--r-----");
  }

  @Test
  void aLinkIsLeftAloneAndNotFollowed() throws IOException {
    Path target = Files.writeString(elsewhere.resolve("target"), "x");
    Path link = Files.createSymbolicLink(staged.resolve("resume.log"), target);
    Path dangling = elsewhere.resolve("not-there");

    assertThat(ResumeLine.append(staged, AT)).isFalse();
    assertThat(target).hasContent("x");
    Files.delete(link);
    Files.createSymbolicLink(staged.resolve("resume.log"), dangling);
    assertThat(ResumeLine.append(staged, AT)).isFalse();
    assertThat(dangling).doesNotExist();
  }

  @Test
  void aDirectoryIsLeftAlone() throws IOException {
    Files.createDirectory(staged.resolve("resume.log"));
    assertThat(ResumeLine.append(staged, AT)).isFalse();
    assertThat(staged.resolve("resume.log")).isEmptyDirectory();
  }

  @Test
  void aFifoIsNeitherOpenedNorWaitedFor() throws Exception {
    Process made = new ProcessBuilder("mkfifo", staged.resolve("resume.log").toString()).start();
    assertThat(made.waitFor()).isZero();
    assertThat(ResumeLine.append(staged, AT)).isFalse();
  }

  @Test
  void aTreeIsSyncedWithAndWithoutTheProgram() throws IOException {
    Files.writeString(Files.createDirectory(staged.resolve("a")).resolve("file"), "x");
    new TreeSync(Duration.ofSeconds(30)).sync(staged);
    new TreeSync(List.of("/no/such/program"), Duration.ofSeconds(30)).sync(staged);
    new TreeSync(List.of("false"), Duration.ofSeconds(30)).sync(staged);
    assertThat(staged.resolve("a/file")).hasContent("x");
  }

  @Test
  void aWorkplaceIsRefusedForWhatStandsInTheWay() throws IOException {
    Path work = Files.createDirectory(staged.toRealPath().resolve("work"));
    assertThat(Workplace.obstacle(work)).isEmpty();
    assertThat(Workplace.obstacle(work.resolve("gone"))).isEmpty();
    assertThat(Workplace.obstacle(work.resolve("gone/below"))).contains(Workplace.Obstacle.MOUNTED);
    Path link = Files.createSymbolicLink(staged.toRealPath().resolve("link"), work);
    assertThat(Workplace.obstacle(link)).contains(Workplace.Obstacle.MOVED);
    assertThat(Workplace.obstacle(link.resolve("below"))).contains(Workplace.Obstacle.MOVED);
    Path file = Files.createFile(staged.toRealPath().resolve("file"));
    assertThat(Workplace.obstacle(file)).contains(Workplace.Obstacle.NO_DIRECTORY);
    assertThat(Workplace.obstacle(Path.of("/proc"))).contains(Workplace.Obstacle.MOUNTED);
  }

  @Test
  void theNewTreeIsDressedLikeTheOldOne() throws IOException {
    Path work = Files.createDirectory(staged.resolve("work"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-x---"));
    Path fresh = Files.createDirectory(staged.resolve("fresh"));

    Workplace.dress(fresh, work);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwxr-x---");
    Workplace.dress(fresh, staged.resolve("none"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwxr-xr-x");
    assertThat(Identity.of(fresh)).isNotEqualTo(OptionalLong.empty());
    assertThat(Files.exists(fresh, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
