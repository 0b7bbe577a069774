package io.mooring.worktree;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Walks a directory once, following no link, before JGit opens anything in it: which repositories
 * are there, which files belong to none, and what must not be read.
 */
final class WorktreeScan extends SimpleFileVisitor<Path> {
  private static final String GIT = ".git";
  private static final Set<String> READ_BY_GIT =
      Set.of(".gitignore", ".gitattributes", ".gitmodules");
  private static final long MOST_RULE_BYTES = 1024 * 1024;

  private final Path top;
  private final int mostFiles;
  private final BooleanSupplier late;
  private final Deque<Path> inside = new ArrayDeque<>();
  private int files;

  final List<Path> repositories = new ArrayList<>();
  final Found loose = new Found();
  final Found unreadable = new Found();

  /**
   * @param mostFiles after which the rest is not looked at
   * @param late whether there is no time left
   */
  WorktreeScan(Path top, int mostFiles, BooleanSupplier late) {
    this.top = top;
    this.mostFiles = mostFiles;
    this.late = late;
  }

  void run() throws IOException {
    Files.walkFileTree(top, this);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    if (isIn(directory, GIT) && !inside.isEmpty() && inside.peek().equals(directory.getParent())) {
      return counted();
    }
    Path git = directory.resolve(GIT);
    if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
      inside.push(directory);
      repositories.add(directory);
      if (!Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
        unreadable.add(name(git) + " leads to another directory");
      }
    }
    return counted();
  }

  @Override
  public FileVisitResult postVisitDirectory(
      Path directory, @org.jspecify.annotations.Nullable IOException failure) {
    if (failure != null) {
      unreadable.add(name(directory));
    }
    if (directory.equals(inside.peek())) {
      inside.pop();
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Optional<Path> git = gitDirectoryOf(file);
    if (attributes.isOther()) {
      unreadable.add(name(file) + " is no file");
    } else if (git.isPresent()) {
      metadata(file, git.get(), attributes);
    } else if (READ_BY_GIT.contains(String.valueOf(file.getFileName()))
        && (attributes.isSymbolicLink() || attributes.size() > MOST_RULE_BYTES)) {
      unreadable.add(name(file));
    } else if (inside.isEmpty()) {
      loose.add(name(file));
    }
    return counted();
  }

  private void metadata(Path file, Path git, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      unreadable.add(name(file) + " is a link");
      return;
    }
    String inGit = git.relativize(file).toString();
    GitDirectoryRules.refusal(file, inGit, attributes)
        .ifPresent(why -> unreadable.add(name(file) + " " + why));
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    unreadable.add(name(file));
    return counted();
  }

  private FileVisitResult counted() {
    files++;
    if (files <= mostFiles && !late.getAsBoolean()) {
      return FileVisitResult.CONTINUE;
    }
    unreadable.add("more than can be looked at");
    return FileVisitResult.TERMINATE;
  }

  /** The repository's own directory that a file is in, if it is in one. */
  private Optional<Path> gitDirectoryOf(Path file) {
    return Optional.ofNullable(inside.peek())
        .map(root -> root.resolve(GIT))
        .filter(git -> file.startsWith(git) && !file.equals(git));
  }

  private static boolean isIn(Path directory, String name) {
    return name.equals(String.valueOf(directory.getFileName()));
  }

  String name(Path path) {
    String relative = top.relativize(path).toString();
    return relative.isEmpty() ? "." : relative;
  }
}
