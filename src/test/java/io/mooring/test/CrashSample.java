package io.mooring.test;

import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One operation of one session of alice's, which is to be interrupted at a point. */
final class CrashSample {
  /** What is interrupted, and where; {@code #2} is the second time that the point is reached. */
  enum Operation {
    FIRST_ENSURE("session.claimed session.intended session.made session.completed"),
    /** An import that this upstream has no command for, then a session that is told. */
    RECREATE("session.claimed session.intended session.intended#2 session.made session.completed"),
    MOVE("session.claimed session.intended session.made session.moved session.completed"),
    /** A fork that must not be moved, then the same as to recreate. */
    MOVE_ACROSS_PROJECTS(
        "session.intended session.made session.intended#2 session.intended#3 session.made#2"
            + " session.completed"),
    DELETE("session.deleted"),
    TURN("turn.claimed turn.intended turn.sent turn.ending turn.ended");

    private final String points;

    Operation(String points) {
      this.points = points;
    }
  }

  /** An operation with one of its points. */
  record Choice(Operation operation, String point) {
    /** All that there are. */
    static List<Choice> all() {
      List<Choice> all = new ArrayList<>();
      for (Operation operation : Operation.values()) {
        for (String point : operation.points.split(" ", -1)) {
          all.add(new Choice(operation, point));
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return operation.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + " " + point;
    }
  }

  final Choice choice;
  final String session;

  /** In the prompt of the turn that it had before. */
  final String nonce = UUID.randomUUID().toString();

  private final Http alice;

  private CrashSample(Choice choice, Http alice, String session) {
    this.choice = choice;
    this.alice = alice;
    this.session = session;
  }

  /** Makes the session, and all that must have happened before the operation. */
  static CrashSample prepare(Choice choice, Http alice, ScriptedUpstream upstream, Path roots) {
    Path workdir = directory(roots);
    String session =
        alice
            .post(
                "/api/v1/sessions",
                Http.object().put("workdir", workdir.toString()).put("title", "A sample"))
            .expect(201)
            .at("id");
    CrashSample sample = new CrashSample(choice, alice, session);
    if (choice.operation() != Operation.FIRST_ENSURE) {
      alice
          .with("Prefer", "wait=60")
          .post(Mooring.turns(session), Mooring.prompt("Remember " + sample.nonce))
          .expect(200);
    }
    if (sample.isMove()) {
      Path other = directory(roots);
      if (choice.operation() == Operation.MOVE_ACROSS_PROJECTS) {
        upstream.controls().assignProject(other.toString(), "project-" + other.getFileName());
      }
      alice.patch(sample.path(""), Http.object().put("workdir", other.toString())).expect(200);
    }
    return sample;
  }

  private static Path directory(Path roots) {
    try {
      return Files.createTempDirectory(roots, "w");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does what will be interrupted; empty when the server died before it answered. */
  Optional<Http.Answer> operate() {
    try {
      return Optional.of(
          switch (choice.operation()) {
            case FIRST_ENSURE, MOVE, MOVE_ACROSS_PROJECTS -> alice.post(path("/ensure"));
            case RECREATE -> alice.post(path("/recreate"), "{}");
            case DELETE -> alice.delete(path(""));
            case TURN -> alice.post(Mooring.turns(session), Mooring.prompt("Again " + nonce));
          });
    } catch (AssertionError died) {
      return Optional.empty();
    }
  }

  String path(String rest) {
    return "/api/v1/sessions/" + session + rest;
  }

  boolean isMove() {
    return choice.operation() == Operation.MOVE
        || choice.operation() == Operation.MOVE_ACROSS_PROJECTS;
  }

  boolean isDeleted() {
    return choice.operation() == Operation.DELETE;
  }

  /** How many turns it was told to run. */
  int turns() {
    return switch (choice.operation()) {
      case FIRST_ENSURE -> 0;
      case TURN -> 2;
      default -> 1;
    };
  }

  @Override
  public String toString() {
    return session + ", " + choice;
  }
}
