package io.mooring.impostor.upstream;

/** How a route misbehaves instead of answering as it should. */
public sealed interface Fault {

  /** Answers that status with a structured error; nothing is done. */
  record Status(int code) implements Fault {}

  /** Answers 200 with a web page, as an unknown route does; nothing is done. */
  record Html() implements Fault {}

  /** Never answers; nothing is done. */
  record NoAnswer() implements Fault {}

  /** Answers 200 with an empty object; nothing is done. */
  record WithoutId() implements Fault {}

  /** Cuts the connection; nothing is done. */
  record Cut() implements Fault {}

  /** Says yes without a word, as to a prompt; nothing is done. */
  record Swallow() implements Fault {}

  /** Does what was asked, then cuts the connection instead of answering. */
  record LostAnswer() implements Fault {}

  /**
   * By the name that the HTTP control uses: status, html, no-answer, without-id, cut, swallow,
   * lost-answer.
   */
  static Fault named(String name, int status) {
    return switch (name) {
      case "status" -> new Status(status);
      case "html" -> new Html();
      case "no-answer" -> new NoAnswer();
      case "without-id" -> new WithoutId();
      case "cut" -> new Cut();
      case "swallow" -> new Swallow();
      case "lost-answer" -> new LostAnswer();
      default -> throw new IllegalArgumentException("no such fault: " + name);
    };
  }
}
