package io.mooring.session;

import java.nio.file.Path;

/** Merge patches of one field each. */
public final class TestChanges {
  private TestChanges() {}

  public static SessionChange title(String title) {
    return change(Patched.to(title), Patched.absent(), Patched.absent());
  }

  public static SessionChange permissions(Patched<String> rulesJson) {
    return change(Patched.absent(), rulesJson, Patched.absent());
  }

  public static SessionChange workdir(Path workdir) {
    return change(Patched.absent(), Patched.absent(), Patched.to(workdir));
  }

  public static SessionChange metadata(Patched<String> patchJson) {
    return new SessionChange(
        Patched.absent(),
        Patched.absent(),
        Patched.absent(),
        patchJson,
        Patched.absent(),
        Patched.absent());
  }

  public static SessionChange snapshots(Patched<String> wishesJson) {
    return new SessionChange(
        Patched.absent(),
        Patched.absent(),
        Patched.absent(),
        Patched.absent(),
        Patched.absent(),
        Patched.absent(),
        wishesJson);
  }

  private static SessionChange change(
      Patched<String> title, Patched<String> permissions, Patched<Path> workdir) {
    return new SessionChange(
        title, Patched.absent(), Patched.absent(), Patched.absent(), permissions, workdir);
  }
}
