package io.mooring.session;

/** Merge patches of one field each. */
public final class TestChanges {
  private TestChanges() {}

  public static SessionChange title(String title) {
    return new SessionChange(
        Patched.to(title), Patched.absent(), Patched.absent(), Patched.absent(), Patched.absent());
  }

  public static SessionChange permissions(Patched<String> rulesJson) {
    return new SessionChange(
        Patched.absent(), Patched.absent(), Patched.absent(), Patched.absent(), rulesJson);
  }
}
