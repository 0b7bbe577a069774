package io.mooring.turn;

import io.mooring.approval.AskDesk;
import io.mooring.feed.FeedHub;
import io.mooring.node.CrashPoints;
import io.mooring.report.Incidents;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * What a run works with.
 *
 * @param leasesHold whether this node may still write what it claimed
 */
record TurnTools(
    TurnClaims claims,
    PromptSender sender,
    PromptCheck check,
    LastMessages lastMessages,
    OpenTurns open,
    FeedHub hub,
    KeptText kept,
    Closing closing,
    UpstreamTitles titles,
    AskDesk asks,
    BooleanSupplier leasesHold,
    Ticker ticker,
    Clock clock,
    TextFilter filter,
    Watchdog.Limits limits,
    Quarantine quarantine,
    CrashPoints points,
    Incidents incidents) {}
