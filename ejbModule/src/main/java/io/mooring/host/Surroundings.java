package io.mooring.host;

import io.mooring.opencode.Opencode;
import io.mooring.opencode.ServerAddress;
import io.mooring.opencode.StreamTimings;
import io.mooring.time.Ticker;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What servers get from outside.
 *
 * @param tasks runs long tasks, any number at once, in the application's context whoever asks: in
 *     the container a new managed thread for each
 * @param timer only tells the time
 * @param clients makes the client of a server
 * @param progress hears of each stage
 */
record Surroundings(
    HostTimings timings,
    StreamTimings stream,
    Executor tasks,
    ScheduledExecutorService timer,
    Clock clock,
    Ticker ticker,
    Function<ServerAddress, Opencode> clients,
    Consumer<ServerProgress> progress) {}
