package io.mooring.worktree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a directory holds that may be nowhere else.
 *
 * @param uncommitted files that differ from the last commit, or belong to no repository
 * @param unpushed commits that no remote-tracking branch has
 * @param unmerged conflicts, and merges or rebases that were begun
 * @param unreadable what could not or must not be read: it counts as dirty
 */
public record WorktreeReport(
    Findings uncommitted, Findings unpushed, Findings unmerged, Findings unreadable) {

  /**
   * How many there are, and the first few: names relative to the directory, or commits.
   *
   * @param count at least as many as there are items
   */
  public record Findings(int count, List<String> items) {
    static final Findings NONE = new Findings(0, List.of());

    public Findings {
      items = List.copyOf(items);
    }
  }

  /** Nothing to lose. */
  public static WorktreeReport clean() {
    return new WorktreeReport(Findings.NONE, Findings.NONE, Findings.NONE, Findings.NONE);
  }

  static WorktreeReport unreadable(String what) {
    return new WorktreeReport(
        Findings.NONE, Findings.NONE, Findings.NONE, new Findings(1, List.of(what)));
  }

  public boolean isClean() {
    return equals(clean());
  }

  /** As a problem's fact: the lists by name, and how long each is in full. */
  public Map<String, Object> facts() {
    Map<String, Object> lists = new LinkedHashMap<>();
    Map<String, Object> counts = new LinkedHashMap<>();
    Map<String, Findings> all = new LinkedHashMap<>();
    all.put("uncommitted", uncommitted);
    all.put("unpushed", unpushed);
    all.put("unmerged", unmerged);
    all.put("unreadable", unreadable);
    all.forEach(
        (name, findings) -> {
          lists.put(name, findings.items());
          counts.put(name, findings.count());
        });
    lists.put("counts", counts);
    return lists;
  }
}
