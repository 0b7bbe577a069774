package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvents;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventRouterTest {
  private final EventRouter.Splitter splitter = new EventRouter.Splitter();
  private final Inbox inbox = new Inbox();
  private int held = 1;

  private void happens(String type, String session, String parent) {
    var frame = Json.object().put("type", type);
    var properties = frame.putObject("properties").put("sessionID", session);
    var info = properties.putObject("info").put("id", session).put("directory", "/w");
    if (!parent.isEmpty()) {
      info.put("parentID", parent);
    }
    splitter.event(WireEvents.parse(frame).orElseThrow());
  }

  private int heard() throws InterruptedException {
    int heard = 0;
    while (inbox.next(Duration.ZERO).isPresent()) {
      heard++;
    }
    return heard;
  }

  @Test
  void dropsStrangers() throws InterruptedException {
    splitter.attach("ses_ours", inbox, () -> held--);

    happens("session.idle", "ses_other", "");
    happens("session.created", "ses_child", "ses_other");
    happens("session.idle", "ses_child", "");

    assertThat(heard()).isZero();
    assertThat(splitter.size()).isEqualTo(1);
  }

  @Test
  void followsChildrenAndTheirChildren() throws InterruptedException {
    splitter.attach("ses_ours", inbox, () -> held--);

    happens("session.created", "ses_child", "ses_ours");
    happens("session.created", "ses_grandchild", "ses_child");
    happens("session.idle", "ses_grandchild", "");

    assertThat(heard()).isEqualTo(3);
  }

  @Test
  void followsAnEarlierTurnsChildThatIsAtWorkAgain() throws InterruptedException {
    splitter.attach("ses_ours", inbox, () -> held--);

    happens("session.updated", "ses_child", "ses_ours");
    happens("session.idle", "ses_child", "");

    assertThat(heard()).isEqualTo(2);
  }

  @Test
  void forgetsAllOfThemWhenItIsClosedAndIsNotFollowedAfterwards() throws InterruptedException {
    EventRouter.Attachment attachment = splitter.attach("ses_ours", inbox, () -> held--);
    happens("session.created", "ses_child", "ses_ours");
    attachment.close();
    attachment.follow("ses_other_child");
    heard();

    happens("session.idle", "ses_ours", "");
    happens("session.idle", "ses_child", "");

    assertThat(heard()).isZero();
    assertThat(splitter.size()).isZero();
    assertThat(held).isZero();
  }

  @Test
  void anOlderAttachmentThatClosesLeavesTheNewerOneAlone() throws InterruptedException {
    EventRouter.Attachment old = splitter.attach("ses_ours", new Inbox(), () -> held--);
    splitter.attach("ses_ours", inbox, () -> held--);
    old.close();

    happens("session.idle", "ses_ours", "");

    assertThat(heard()).isEqualTo(1);
  }

  @Test
  void tellsEveryRunnerOnceToAskWhenTheStreamCameBack() throws InterruptedException {
    splitter.attach("ses_ours", inbox, () -> held--);
    happens("session.created", "ses_child", "ses_ours");
    heard();

    splitter.connected(false);
    assertThat(heard()).isZero();
    splitter.connected(true);
    assertThat(heard()).isEqualTo(1);
  }
}
