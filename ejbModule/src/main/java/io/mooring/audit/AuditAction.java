package io.mooring.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What is audited. The labels are stable: they are in the API and in the database. */
public enum AuditAction {
  /** An administrator made an upstream session that somebody else began a session of Mooring. */
  SESSION_ADOPTED("session.adopted"),
  /** What a session's agent may do was changed. */
  SESSION_PERMISSIONS("session.permissions"),
  /** A session was sent to another workdir. */
  SESSION_MOVED("session.moved"),
  SESSION_CLOSED("session.closed"),
  SESSION_DELETED("session.deleted"),
  /**
   * What an agent asked to do was allowed or refused: by a person, a policy, or for it was late.
   */
  APPROVAL_DECIDED("approval.decided"),
  QUESTION_ANSWERED("question.answered"),
  /** A snapshot was kept from being pruned, or is no more. */
  SNAPSHOT_HOLD("snapshot.hold"),
  SNAPSHOT_DELETED("snapshot.deleted"),
  /** The files of a snapshot were taken out. */
  SNAPSHOT_DOWNLOADED("snapshot.downloaded"),
  /** A restore was begun; what came of it stands at the restore. */
  SNAPSHOT_RESTORED("snapshot.restored"),
  /** What was stored could not be read: a wrong or missing key, or a byte that is another. */
  SNAPSHOT_UNREADABLE("snapshot.unreadable"),
  JOB_STARTED("job.started"),
  JOB_STOPPED("job.stopped"),
  JOB_RESTARTED("job.restarted");

  private final String label;

  AuditAction(String label) {
    this.label = label;
  }

  @JsonValue
  public String label() {
    return label;
  }

  public static Optional<AuditAction> of(String label) {
    return Arrays.stream(values()).filter(action -> action.label.equals(label)).findFirst();
  }
}
