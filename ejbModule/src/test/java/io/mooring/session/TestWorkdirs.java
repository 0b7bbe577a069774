package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;

/** The leases on directories, each call a transaction, and sessions in chosen directories. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TestWorkdirs {
  @Inject WorkdirLeases leases;

  public WorkdirLease.Token take(SystemCaller system, String path, String holder, String boot) {
    return leases.take(system, path, holder, boot);
  }

  public void requireRest(SystemCaller system, String path) {
    leases.requireRest(system, path);
  }

  public void release(SystemCaller system, String path, WorkdirLease.Token token) {
    leases.release(system, path, token);
  }

  public boolean holds(SystemCaller system, String path, WorkdirLease.Token token) {
    return leases.holds(system, path, token);
  }

  public Optional<WorkdirLease.Token> takeOver(
      SystemCaller system, String path, String holder, String dead, String boot) {
    return leases.takeOver(system, path, holder, dead, boot);
  }

  /** A new session of Ann's that works there. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String session(TestSessions node, String path) {
    String id = node.ids.next("ses");
    return node.get(SessionCreation.class)
        .create(
            TestSessions.ANN,
            node.named(Optional.empty()),
            new SessionCreation.Place(id, path, false),
            Optional.empty())
        .session()
        .id();
  }
}
