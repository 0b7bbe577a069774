package io.mooring.snapshot.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The directory of a tenant: its name where that is plain, else '=' and the name's SHA-256, so that
 * no two tenants share one on any file system.
 */
final class TenantFolder {
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private TenantFolder() {}

  static String name(String tenant) {
    if (PLAIN.matcher(tenant).matches()) {
      return tenant;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
      return '=' + HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
