package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Manifest;

/**
 * A snapshot that is stored and durable.
 *
 * @param fingerprint SHA-256 of the manifest, in hexadecimal
 * @param filesRead how many were read; the others were known by a stat
 * @param storedBytes what the store has grown by, the manifest included
 * @param silentChanges files read for proof whose content changed while their times did not
 * @param baseUnusable whether the previous snapshot could not be read: all files were
 */
public record Captured(
    Manifest manifest,
    String fingerprint,
    long filesRead,
    long bytesRead,
    long storedBytes,
    long silentChanges,
    boolean baseUnusable) {}
