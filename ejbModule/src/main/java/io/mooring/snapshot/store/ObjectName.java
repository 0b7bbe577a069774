package io.mooring.snapshot.store;

import java.util.regex.Pattern;

/**
 * The name of what lies in a store.
 *
 * @param tenant whose it is; 1 to 255 characters
 * @param id unique within tenant and kind: 4 to 64 of a-z, 0-9 and '_'
 */
public record ObjectName(String tenant, Kind kind, String id) {
  private static final Pattern ID = Pattern.compile("[a-z0-9_]{4,64}");

  public ObjectName {
    if (tenant.isEmpty() || tenant.length() > 255 || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not the name of a stored object");
    }
  }

  /** Whether a text could be an id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** What it is. */
  public enum Kind {
    PACK,
    MANIFEST,
    /** Of a pack that was rewritten: has the pack's name, and tells where its chunks are now. */
    FORWARD
  }
}
