package io.mooring.session;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session knows of its upstream session beside the id. */
@Embeddable
class UpstreamColumns {
  @Column(name = "opened_directory")
  private @Nullable String openedDirectory;

  @Column(name = "resume_upstream_id")
  private @Nullable String resumeUpstreamId;

  @Column(name = "resume_session_id")
  private @Nullable String resumeSessionId;

  protected UpstreamColumns() {}

  static UpstreamColumns openedIn(String directory) {
    UpstreamColumns columns = new UpstreamColumns();
    columns.openedDirectory = directory;
    return columns;
  }

  static UpstreamColumns resuming(ResumeSource source) {
    UpstreamColumns columns = new UpstreamColumns();
    columns.resumeUpstreamId = source.upstreamSessionId();
    columns.resumeSessionId = source.sessionId();
    return columns;
  }

  /** What upstream calls the new workdir is not known. */
  UpstreamColumns moved() {
    UpstreamColumns columns = new UpstreamColumns();
    columns.resumeUpstreamId = resumeUpstreamId;
    columns.resumeSessionId = resumeSessionId;
    return columns;
  }

  Optional<String> openedDirectory() {
    return Optional.ofNullable(openedDirectory);
  }

  Optional<ResumeSource> resume() {
    return resumeUpstreamId == null || resumeSessionId == null
        ? Optional.empty()
        : Optional.of(new ResumeSource(resumeUpstreamId, resumeSessionId));
  }
}
