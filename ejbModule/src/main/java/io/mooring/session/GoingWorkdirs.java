package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** The transactions of {@link WorkdirRemoval}: REQUIRES_NEW, for files are removed between them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class GoingWorkdirs {
  private static final int PAGE = 100;

  @Inject Workdirs workdirs;

  /** A workdir that is to be removed. */
  record Going(String id, String path) {}

  /** Some of them. */
  public List<Going> all(SystemCaller system) {
    return workdirs.going(system, PAGE).stream()
        .map(workdir -> new Going(workdir.id(), workdir.path()))
        .toList();
  }

  /** It is removed. */
  public void gone(SystemCaller system, String id) {
    workdirs.lock(system, id).ifPresent(Workdir::gone);
  }
}
