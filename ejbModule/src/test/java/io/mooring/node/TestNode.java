package io.mooring.node;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A node whose life and whose neighbours' deaths are the test's affair. */
public final class TestNode extends ThisNode {
  private final String boot;
  private volatile boolean leasesHold = true;
  private volatile boolean heartbeats = true;
  private final Set<String> dead = new HashSet<>();

  public TestNode(String boot) {
    this.boot = boot;
  }

  public void loseLeases() {
    leasesHold = false;
  }

  public void findLeases() {
    leasesHold = true;
  }

  /** Whether heartbeats are written, so that the lease is long enough for anything. */
  public void heartbeats(boolean on) {
    heartbeats = on;
  }

  public void learnOfDeath(String boot) {
    dead.add(boot);
  }

  @Override
  public String installationId() {
    return "ins_test";
  }

  @Override
  public byte[] signingKey() {
    return new byte[32];
  }

  @Override
  public String nodeId() {
    return "node_" + boot;
  }

  @Override
  public String bootId() {
    return boot;
  }

  @Override
  public boolean leasesHold() {
    return leasesHold;
  }

  @Override
  public boolean leasesOutlive(Duration time) {
    return leasesHold && (heartbeats || time.isZero());
  }

  @Override
  public Set<String> deadBoots(Set<String> holders) {
    return Set.copyOf(dead);
  }

  @Override
  public void bury(String deadBoot) {
    dead.remove(deadBoot);
  }
}
