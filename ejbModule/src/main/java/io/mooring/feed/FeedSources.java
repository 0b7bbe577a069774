package io.mooring.feed;

import java.time.Clock;

/** Where a viewer's frames come from. */
record FeedSources(Journal journal, OpenReplies replies, SessionView sessions, Clock clock) {}
