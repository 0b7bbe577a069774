package io.mooring.snapshot;

import java.io.IOException;

/** There is no room left for what is to be stored. */
final class QuotaExceeded extends IOException {
  QuotaExceeded() {
    super("the quota of the session or of the tenant is used up");
  }
}
