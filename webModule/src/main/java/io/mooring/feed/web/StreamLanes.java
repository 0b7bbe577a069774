package io.mooring.feed.web;

import io.mooring.config.Settings;
import io.mooring.feed.FeedSettings;
import io.mooring.feed.Lanes;
import io.mooring.time.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events. Open Liberty's SseEventSink, and its servlet stream with a
 * WriteListener, too, block the writing thread while the peer does not read: so that happens here,
 * on a bounded number of threads that serve nobody else.
 */
@ApplicationScoped
class StreamLanes implements Executor {
  @Resource private ManagedExecutorService executor;
  @Inject private Settings settings;
  @Inject private Ticker ticker;
  private @Nullable Lanes lanes;

  @PostConstruct
  void start() {
    lanes = new Lanes(executor, settings.get(FeedSettings.STREAM_WORKERS), ticker);
  }

  @Override
  public void execute(Runnable task) {
    if (lanes == null) {
      throw new IllegalStateException("not started");
    }
    lanes.execute(task);
  }
}
