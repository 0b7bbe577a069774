package io.mooring.feed;

import io.mooring.time.Ticker;
import java.util.concurrent.Executor;

/**
 * On what the feed runs.
 *
 * @param lanes serves the viewers, a few at a time; may ask the database, never waits for a peer
 * @param closer ends connections, which may wait for a peer
 */
record FeedThreads(Executor lanes, Executor closer, Ticker ticker) {}
