package io.mooring.approval;

import io.mooring.schema.TestBeans;

/** Approvals on a node in plain Java. */
public final class TestApprovals {
  private TestApprovals() {}

  /** Lets turns bring what agents ask to people. */
  public static void bind(TestBeans beans) {
    beans.bind(ApprovalPolicy.class, ConfiguredApprovals.class);
  }
}
