package io.mooring.turn;

import io.mooring.approval.AskDesk;
import io.mooring.feed.FeedHub;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a run works with.
 *
 * @param leasesHold whether this node may still write what it claimed
 * @param silence how long upstream may say nothing
 * @param toolSilence the same while a tool runs
 */
record TurnTools(
    TurnClaims claims,
    PromptSender sender,
    PromptCheck check,
    LastMessages lastMessages,
    OpenTurns open,
    FeedHub hub,
    KeptText kept,
    AskDesk asks,
    BooleanSupplier leasesHold,
    Ticker ticker,
    TextFilter filter,
    Duration silence,
    Duration toolSilence) {}
