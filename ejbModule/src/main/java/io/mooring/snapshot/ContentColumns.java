package io.mooring.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in a snapshot, as columns; zeros while it is being taken. */
@Embeddable
class ContentColumns {
  @Enumerated(EnumType.STRING)
  @Column(name = "end_state")
  private @Nullable EndState endState;

  @Enumerated(EnumType.STRING)
  @Column(name = "consistency")
  private @Nullable Consistency consistency;

  @Enumerated(EnumType.STRING)
  @Column(name = "conversation")
  private @Nullable ConversationSource conversation;

  @Column(name = "feed_start")
  private long feedStart;

  @Column(name = "feed_end")
  private long feedEnd;

  @Column(name = "file_count")
  private long files;

  @Column(name = "total_bytes")
  private long bytes;

  @Column(name = "stored_bytes")
  private long storedBytes;

  @Column(name = "new_bytes")
  private long newBytes;

  @Column(name = "sha256")
  private @Nullable String sha256;

  protected ContentColumns() {}

  ContentColumns(SnapshotContent content) {
    endState = content.endState().orElse(null);
    consistency = content.consistency();
    conversation = content.conversation();
    feedStart = content.feedStart();
    feedEnd = content.feedEnd();
    files = content.files();
    bytes = content.bytes();
    storedBytes = content.storedBytes();
    newBytes = content.newBytes();
    sha256 = content.sha256();
  }

  Optional<EndState> endState() {
    return Optional.ofNullable(endState);
  }

  /** Known once it is complete. */
  Optional<Boolean> consistent() {
    return Optional.ofNullable(consistency).map(known -> known == Consistency.CONSISTENT);
  }

  Optional<ConversationSource> conversation() {
    return Optional.ofNullable(conversation);
  }

  long feedStart() {
    return feedStart;
  }

  long feedEnd() {
    return feedEnd;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  long storedBytes() {
    return storedBytes;
  }

  long newBytes() {
    return newBytes;
  }

  Optional<String> sha256() {
    return Optional.ofNullable(sha256);
  }
}
