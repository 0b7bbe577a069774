package io.mooring.host;

/** How an upstream server is doing. */
public enum ServerState {
  /** It is being found, installed or started. */
  STARTING,
  /** It answers. */
  LIVE,
  /** It runs, and its event stream can't be had: turns on it are in doubt. */
  SUSPECT,
  /** It was ended since nobody used it, and is started by the next call. */
  RESTING,
  /** It does not run, and is tried again later. */
  DOWN,
  /** It was ended on purpose and stays down. */
  STOPPED
}
