package io.mooring.worktree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * What a {@code .git} directory may hold for us to open it: plain files of a bearable size that
 * lead nowhere else. JGit would follow a link, an alternate or an include anywhere.
 */
final class GitDirectoryRules {
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  private static final Set<String> LEAD_ELSEWHERE =
      Set.of(
          "commondir",
          "gitdir",
          "config.worktree",
          "objects/info/alternates",
          "objects/info/http-alternates");

  private GitDirectoryRules() {}

  /**
   * Why a file of a repository must not be read, if it must not.
   *
   * @param name its path below {@code .git}, with slashes
   */
  static Optional<String> refusal(Path file, String name, BasicFileAttributes attributes)
      throws IOException {
    if (LEAD_ELSEWHERE.contains(name) || name.startsWith("worktrees/")) {
      return Optional.of("leads to another directory");
    }
    boolean pack = name.startsWith("objects/pack/") && name.endsWith(".pack");
    if (attributes.size() > MOST_BYTES && !pack) {
      return Optional.of("is too large");
    }
    return name.equals("config") ? ofConfig(file) : Optional.empty();
  }

  private static Optional<String> ofConfig(Path file) throws IOException {
    Config config = new Config(); // plain: it follows no include
    try {
      config.fromText(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (ConfigInvalidException | RuntimeException e) {
      return Optional.of("is no configuration");
    }
    Set<String> sections = lowered(config.getSections());
    if (sections.contains("include") || sections.contains("includeif")) {
      return Optional.of("includes other files");
    }
    if (sections.contains("filter") || sections.contains("extensions")) {
      return Optional.of("asks for filters or extensions");
    }
    boolean elsewhere =
        lowered(config.getNames("core")).stream()
            .anyMatch(Set.of("worktree", "excludesfile", "attributesfile")::contains);
    return elsewhere ? Optional.of("names other files") : Optional.empty();
  }

  private static Set<String> lowered(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
