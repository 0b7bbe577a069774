package io.mooring.worktree;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorktreeInspectionTest {
  @TempDir Path temp;
  private Path workdir;
  private Duration longest = Duration.ofMinutes(1);
  private int mostFiles = 1_000;
  private final WorktreeInspection inspection = new WorktreeInspection();

  @BeforeEach
  void begin() throws IOException {
    workdir = Files.createDirectory(temp.toRealPath().resolve("workdir"));
  }

  @AfterEach
  void end() {
    inspection.end();
  }

  private WorktreeReport report() {
    return inspection.inspect(workdir, longest, mostFiles, Ticker.SYSTEM);
  }

  /** A repository with one commit, which its remote has. */
  private static Git pushed(Path root) throws GitAPIException, IOException {
    Git git = Git.init().setDirectory(root.toFile()).setInitialBranch("main").call();
    RevCommit first = commit(git, "a.txt", "one");
    remoteHas(git, first);
    return git;
  }

  private static RevCommit commit(Git git, String file, String text)
      throws GitAPIException, IOException {
    Files.writeString(git.getRepository().getWorkTree().toPath().resolve(file), text);
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage("Write " + file)
        .setAuthor("Ann", "ann@example.org")
        .setCommitter("Ann", "ann@example.org")
        .setSign(false)
        .call();
  }

  private static void remoteHas(Git git, ObjectId commit) throws IOException {
    RefUpdate update = git.getRepository().updateRef("refs/remotes/origin/main");
    update.setNewObjectId(commit);
    update.forceUpdate();
  }

  private static String config(Path root, String more) throws IOException {
    Path config = root.resolve(".git/config");
    return Files.writeString(config, Files.readString(config) + more).toString();
  }

  @Test
  void nothingIsLostWithAnEmptyOrMissingDirectory() throws IOException {
    Files.createDirectories(workdir.resolve("empty/deep"));
    assertThat(report()).isEqualTo(WorktreeReport.clean());

    assertThat(
            inspection
                .inspect(temp.toRealPath().resolve("gone"), longest, 1, Ticker.SYSTEM)
                .isClean())
        .isTrue();
  }

  @Test
  void filesWithoutARepositoryAreUncommitted() throws IOException {
    Files.createDirectories(workdir.resolve("src"));
    Files.writeString(workdir.resolve("src/a.txt"), "a");
    Files.createSymbolicLink(workdir.resolve("link"), Path.of("/etc/passwd"));

    assertThat(report().uncommitted().items()).containsExactlyInAnyOrder("src/a.txt", "link");
  }

  @Test
  void whatTheRemoteHasIsClean() throws Exception {
    pushed(workdir).close();

    assertThat(report()).isEqualTo(WorktreeReport.clean());
  }

  @Test
  void everyDifferenceToTheLastCommitIsUncommitted() throws Exception {
    try (Git git = pushed(workdir)) {
      commit(git, "gone.txt", "x");
      RevCommit all = commit(git, "removed.txt", "y");
      remoteHas(git, all);
      Files.writeString(workdir.resolve("a.txt"), "changed");
      Files.delete(workdir.resolve("gone.txt"));
      git.rm().addFilepattern("removed.txt").call();
      Files.writeString(workdir.resolve("staged.txt"), "s");
      git.add().addFilepattern("staged.txt").call();
      Files.writeString(workdir.resolve("new.txt"), "n");
    }

    WorktreeReport report = report();

    assertThat(report.uncommitted().items())
        .containsExactly("a.txt", "gone.txt", "new.txt", "removed.txt", "staged.txt");
    assertThat(report.unpushed().count()).isZero();
  }

  @Test
  void whatARepositoryIgnoresIsNotUncommitted() throws Exception {
    try (Git git = pushed(workdir)) {
      remoteHas(git, commit(git, ".gitignore", "build/\n"));
    }
    Files.createDirectories(workdir.resolve("build"));
    Files.writeString(workdir.resolve("build/out.o"), "o");

    assertThat(report()).isEqualTo(WorktreeReport.clean());
  }

  @Test
  void commitsOfAnyBranchAndStashThatNoRemoteHasAreUnpushed() throws Exception {
    try (Git git = pushed(workdir)) {
      git.checkout().setCreateBranch(true).setName("side").call();
      commit(git, "side.txt", "s");
      git.checkout().setName("main").call();
      Files.writeString(workdir.resolve("a.txt"), "older stash");
      git.stashCreate().call();
      Files.writeString(workdir.resolve("a.txt"), "newer stash");
      git.stashCreate().call();
    }

    WorktreeReport report = report();

    assertThat(report.uncommitted().count()).isZero();
    assertThat(report.unpushed().items())
        .anyMatch(line -> line.endsWith("Write side.txt"))
        .filteredOn(line -> line.contains("WIP on main"))
        .hasSize(2);
  }

  @Test
  void aDetachedHeadIsUnpushedToo() throws Exception {
    try (Git git = pushed(workdir)) {
      git.checkout().setName(git.getRepository().resolve("HEAD").name()).call();
      commit(git, "b.txt", "b");
    }

    assertThat(report().unpushed().items()).singleElement().asString().endsWith("Write b.txt");
  }

  @Test
  void withoutARemoteEveryCommitIsUnpushed() throws Exception {
    try (Git git = Git.init().setDirectory(workdir.toFile()).call()) {
      commit(git, "a.txt", "a");
      commit(git, "b.txt", "b");
    }

    assertThat(report().unpushed().count()).isEqualTo(2);
  }

  @Test
  void aConflictIsUnmerged() throws Exception {
    try (Git git = pushed(workdir)) {
      git.checkout().setCreateBranch(true).setName("side").call();
      RevCommit side = commit(git, "a.txt", "side");
      git.checkout().setName("main").call();
      commit(git, "a.txt", "main");
      git.merge().include(side).call();
    }

    assertThat(report().unmerged().items()).contains("a.txt").hasSize(2);
  }

  @Test
  void aRepositoryFurtherDownIsLookedAtToo() throws Exception {
    Path project = Files.createDirectories(workdir.resolve("deep/project"));
    try (Git git = pushed(project)) {
      assertThat(report()).isEqualTo(WorktreeReport.clean());
      commit(git, "b.txt", "b");
    }
    Files.writeString(project.resolve("new.txt"), "n");

    WorktreeReport report = report();

    assertThat(report.uncommitted().items()).containsExactly("deep/project/new.txt");
    assertThat(report.unpushed().items()).singleElement().asString().startsWith("deep/project/");
  }

  @Test
  void aRepositoryInsideOfAnotherIsNotHiddenByIt() throws Exception {
    try (Git git = pushed(workdir)) {
      remoteHas(git, commit(git, ".gitignore", "inner/\n"));
    }
    Path inner = Files.createDirectories(workdir.resolve("inner"));
    pushed(inner).close();
    assertThat(report()).isEqualTo(WorktreeReport.clean());
    Files.writeString(inner.resolve("new.txt"), "n");

    assertThat(report().uncommitted().items()).containsExactly("inner/new.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[include]\n\tpath = /etc/hostname\n",
        "[includeIf \"gitdir:/\"]\n\tpath = /etc/hostname\n",
        "[core]\n\tworktree = /etc\n",
        "[core]\n\texcludesFile = /dev/zero\n",
        "[core]\n\tattributesFile = /dev/zero\n",
        "[extensions]\n\tworktreeConfig = true\n",
        "[filter \"x\"]\n\tclean = touch ran\n",
        "[broken"
      })
  void aConfigurationThatLeadsElsewhereIsNotRead(String section) throws Exception {
    pushed(workdir).close();
    config(workdir, section);

    WorktreeReport report = report();

    assertThat(report.unreadable().items()).singleElement().asString().startsWith(".git/config");
    assertThat(report.uncommitted().count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "commondir,../x",
    "objects/info/alternates,/var/objects",
    "worktrees/other/gitdir,/elsewhere/.git"
  })
  void aRepositoryThatUsesAnotherDirectoryIsNotRead(String name, String text) throws Exception {
    pushed(workdir).close();
    Path file = workdir.resolve(".git").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);

    assertThat(report().unreadable().items()).hasSize(1);
  }

  @Test
  void aGitFileOrLinkThatPointsElsewhereIsNotRead() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    pushed(outside).close();
    Path linked = Files.createDirectory(workdir.resolve("linked"));
    Files.createSymbolicLink(linked.resolve(".git"), outside.resolve(".git"));
    Path filed = Files.createDirectory(workdir.resolve("filed"));
    Files.writeString(filed.resolve(".git"), "gitdir: " + outside.resolve(".git"));

    assertThat(report().unreadable().items())
        .containsExactlyInAnyOrder(
            "linked/.git leads to another directory", "filed/.git leads to another directory");
  }

  @Test
  void aLinkInsideOfARepositorysOwnFilesIsNotFollowed() throws Exception {
    pushed(workdir).close();
    Files.delete(workdir.resolve(".git/index"));
    Files.createSymbolicLink(workdir.resolve(".git/index"), Path.of("/dev/zero"));

    assertThat(report().unreadable().items()).containsExactly(".git/index is a link");
  }

  @Test
  void ignoreRulesThatAreALinkAreNotRead() throws Exception {
    pushed(workdir).close();
    Files.createSymbolicLink(workdir.resolve(".gitignore"), Path.of("/dev/zero"));

    assertThat(report().unreadable().items()).containsExactly(".gitignore");
  }

  @Test
  void aPipeIsNotOpened() throws Exception {
    pushed(workdir).close();
    Files.delete(workdir.resolve("a.txt"));
    assertThat(new ProcessBuilder("mkfifo", workdir.resolve("a.txt").toString()).start().waitFor())
        .isZero();

    assertThat(report().unreadable().items()).containsExactly("a.txt is no file");
  }

  @Test
  void aWorkdirThatBecameALinkIsNotFollowed() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.delete(workdir);
    Files.createSymbolicLink(workdir, outside);

    assertThat(report().unreadable().items()).containsExactly("the workdir is a link now");
  }

  @Test
  void aDamagedRepositoryIsUnreadable() throws Exception {
    pushed(workdir).close();
    Files.writeString(workdir.resolve(".git/index"), "no index");

    assertThat(report().unreadable().count()).isEqualTo(1);
  }

  @Test
  void moreFilesThanAreLookedAtAreUnreadable() throws Exception {
    mostFiles = 5;
    for (int i = 0; i < 10; i++) {
      Files.createDirectory(workdir.resolve("d" + i));
    }

    assertThat(report().unreadable().items()).containsExactly("more than can be looked at");
  }

  @Test
  void aLookWithoutTimeLeftIsUnreadable() throws Exception {
    longest = Duration.ZERO;
    pushed(workdir).close();

    assertThat(report().unreadable().count()).isEqualTo(1);
  }

  @Test
  void neitherHooksNorFiltersRunAndNothingIsWritten() throws Exception {
    Path ran = temp.resolve("ran");
    try (Git git = pushed(workdir)) {
      Path hook = workdir.resolve(".git/hooks/post-index-change");
      Files.createDirectories(hook.getParent());
      Files.writeString(hook, "#!/bin/sh\ntouch " + ran + "\n");
      assertThat(hook.toFile().setExecutable(true)).isTrue();
      remoteHas(git, commit(git, ".gitattributes", "* filter=x\n"));
    }
    config(workdir, "[core]\n\tfsmonitor = touch " + ran + "\n");
    Files.writeString(workdir.resolve("a.txt"), "two");
    Map<Path, Object> before = stamps();

    assertThat(report().uncommitted().items()).containsExactly("a.txt");

    assertThat(ran).doesNotExist();
    assertThat(stamps()).isEqualTo(before);
  }

  /** The second wall: what the scan would have let through. */
  @Test
  void aFilterThatComesAfterTheScanDoesNotRun() throws Exception {
    Path ran = temp.resolve("ran");
    try (Git git = pushed(workdir)) {
      remoteHas(git, commit(git, ".gitattributes", "* filter=x\n"));
    }
    Files.writeString(workdir.resolve("a.txt"), "two");
    config(workdir, "[filter \"x\"]\n\tclean = touch " + ran + "; cat\n\trequired = true\n");
    var look = new RepositoryLook("", () -> false, new Found(), new Found(), new Found());

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> look.look(workdir, List.of())))
        .isNotNull();

    assertThat(ran).doesNotExist();
  }

  @Test
  void theUsersOwnConfigurationIsNotRead() throws Exception {
    assertThat(org.eclipse.jgit.util.SystemReader.getInstance().getenv("PATH")).isNull();
    assertThat(org.eclipse.jgit.util.SystemReader.getInstance().getUserConfig().getSections())
        .isEmpty();
    assertThat(org.eclipse.jgit.util.SystemReader.getInstance().getSystemConfig().getSections())
        .isEmpty();
  }

  @Test
  void listsAreBoundedAndNamesAreCleaned() throws IOException {
    for (int i = 0; i < 30; i++) {
      Files.writeString(workdir.resolve("f" + i), "x");
    }
    Files.writeString(workdir.resolve("\u001b[31m\u202e" + "x".repeat(220)), "x");

    WorktreeReport report = report();

    assertThat(report.uncommitted().count()).isEqualTo(31);
    assertThat(report.uncommitted().items()).hasSize(Found.MOST_ITEMS);
    Found found = new Found();
    found.add("\u001b[31m\u202e" + "x".repeat(220));
    assertThat(found.findings().items().get(0)).hasSize(200).startsWith("\uFFFD[31m\uFFFDx");
  }

  private Map<Path, Object> stamps() throws IOException {
    Map<Path, Object> stamps = new HashMap<>();
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(workdir)) {
      walk.forEach(all::add);
    }
    for (Path path : all) {
      stamps.put(path, Files.getLastModifiedTime(path));
    }
    return stamps;
  }
}
