package io.mooring.snapshot.capture;

import java.util.concurrent.CompletableFuture;

/**
 * A file to be read.
 *
 * @param folder kept open for it
 * @param path from the workdir on
 * @param outcome completed by whoever reads it
 */
record FileJob(
    Folder folder,
    Folder.Child child,
    String path,
    Attributes attributes,
    CompletableFuture<Outcome> outcome) {}
