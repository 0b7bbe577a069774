package io.mooring.boot;

/** What the Java virtual machine must be like. */
final class Surroundings {
  private static final int OLDEST_JAVA = 17;

  private Surroundings() {}

  /**
   * Refuses a Java that is too old, and one that can't name every file.
   *
   * @throws StartFailed with what to do
   */
  static void check() {
    check(Runtime.version().feature(), System.getProperty("sun.jnu.encoding", ""));
  }

  static void check(int java, String fileNames) {
    if (java < OLDEST_JAVA) {
      throw new StartFailed(
          "it needs Java " + OLDEST_JAVA + " or newer and runs on " + java + "; set JAVA_HOME.");
    }
    if (!fileNames.equalsIgnoreCase("UTF-8")) {
      throw new StartFailed(
          "Java encodes file names as "
              + fileNames
              + "; start it with LC_ALL=C.UTF-8, as the server's own scripts do.");
    }
  }
}
