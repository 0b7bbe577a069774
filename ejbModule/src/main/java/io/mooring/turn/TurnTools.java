package io.mooring.turn;

import io.mooring.feed.FeedHub;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import java.time.Duration;

/**
 * What a run works with.
 *
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
    Ticker ticker,
    TextFilter filter,
    Duration silence,
    Duration toolSilence) {}
