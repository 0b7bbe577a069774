package io.mooring.host;

/** A server came into another stage: for those who wait for it. */
public record ServerProgress(String tenant, String server, Stage stage, String message) {

  /** The stages that a server goes through. */
  public enum Stage {
    INSTALLING,
    STARTING,
    LIVE,
    RESTING,
    DOWN,
    STOPPED
  }
}
