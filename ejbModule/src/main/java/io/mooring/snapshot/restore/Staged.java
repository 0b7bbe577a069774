package io.mooring.snapshot.restore;

import java.nio.file.Path;
import java.util.List;

/**
 * A snapshot that was brought back beside its target, every byte of it proved. What it stands for
 * takes the target's place by a rename.
 *
 * @param directory for its owner only; its mode is not part of a snapshot
 * @param outsideLinks the first links out of the workdir, escaped for people
 * @param changed files that did not hold still when they were captured
 */
public record Staged(
    Path directory, long entries, long files, long bytes, long changed, List<String> outsideLinks) {
  public Staged {
    outsideLinks = List.copyOf(outsideLinks);
  }
}
