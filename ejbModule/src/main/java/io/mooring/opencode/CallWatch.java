package io.mooring.opencode;

import java.time.Duration;

/** Told of calls to a server, on the caller's thread. */
public interface CallWatch {
  /** Watches nothing. */
  CallWatch NOBODY =
      new CallWatch() {
        @Override
        public void failed(UpstreamFailure failure) {}

        @Override
        public void took(String call, Duration time) {}
      };

  /** A call came to nothing; told before the caller is. */
  void failed(UpstreamFailure failure);

  /**
   * A call was answered, or came to nothing.
   *
   * @param call its name, such as promptAsync; one of a few dozen
   */
  void took(String call, Duration time);
}
