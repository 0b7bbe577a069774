package io.mooring.session;

import java.util.List;

/** How a claimed session stands upstream. */
enum Standing {
  /** It was never opened. */
  NEW,
  /** It is there, in the wanted directory. */
  HERE,
  /** It is there, but what is wanted is a copy elsewhere. */
  ELSEWHERE,
  /** Upstream has confirmed that it is not there. */
  LOST,
  /** Somebody asked for another one, whether or not it is there. */
  UNWANTED,
  /** The same, and its history is not wanted either. */
  ABANDONED,
  /** Somebody brings the history that shall go on in another one. */
  GIVEN;

  /** What is left to try, from the highest rung down. */
  List<OpenContext> rungs() {
    return switch (this) {
      case HERE -> List.of(OpenContext.EXISTING);
      case ELSEWHERE -> List.of(OpenContext.FORKED, OpenContext.RESTORED, OpenContext.FRESH);
      case LOST, UNWANTED, GIVEN -> List.of(OpenContext.RESTORED, OpenContext.FRESH);
      case NEW, ABANDONED -> List.of(OpenContext.FRESH);
    };
  }
}
