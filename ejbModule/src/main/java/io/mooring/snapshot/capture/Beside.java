package io.mooring.snapshot.capture;

import java.io.IOException;

/** What is captured beside the workdir's files. */
@FunctionalInterface
public interface Beside {
  /** Nothing. */
  Beside NOTHING = () -> new byte[0];

  /** The conversation's JSON text, asked for when all files were read; empty for none. */
  byte[] conversation() throws IOException;
}
