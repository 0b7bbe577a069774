package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Manifest;

/**
 * What a capture came to. Its packs are durable; it is a snapshot once {@link Capture#publish} has
 * stored its manifest.
 *
 * @param fingerprint SHA-256 of the manifest, in hexadecimal
 * @param filesRead how many were read; the others were known by a stat
 * @param storedBytes what the store has grown by, the manifest included once that is stored
 * @param neededBytes of all packs that the manifest names, the manifest included once it is stored
 * @param silentChanges files read for proof whose content changed while their times did not
 * @param baseUnusable whether the previous snapshot could not be read: all files were
 */
public record Captured(
    Manifest manifest,
    String fingerprint,
    long filesRead,
    long bytesRead,
    long storedBytes,
    long neededBytes,
    long silentChanges,
    boolean baseUnusable) {
  Captured withManifest(long bytes) {
    return new Captured(
        manifest,
        fingerprint,
        filesRead,
        bytesRead,
        storedBytes + bytes,
        neededBytes + bytes,
        silentChanges,
        baseUnusable);
  }

  /** This one, made after an attempt that was not published but has stored what this one needs. */
  Captured after(Captured attempt) {
    return new Captured(
        manifest,
        fingerprint,
        filesRead + attempt.filesRead,
        bytesRead + attempt.bytesRead,
        storedBytes + attempt.storedBytes,
        neededBytes,
        silentChanges + attempt.silentChanges,
        baseUnusable || attempt.baseUnusable);
  }
}
