package io.mooring.job;

/**
 * How many items a run has had.
 *
 * @param skipped those for which there was nothing to do
 * @param failed those that could not be done; the run goes on without them
 */
public record JobCounts(long read, long written, long skipped, long failed) {
  public static final JobCounts NONE = new JobCounts(0, 0, 0, 0);

  public static JobCounts ofRead(long items) {
    return new JobCounts(items, 0, 0, 0);
  }

  public static JobCounts ofWritten(long items) {
    return new JobCounts(0, items, 0, 0);
  }

  public static JobCounts ofSkipped(long items) {
    return new JobCounts(0, 0, items, 0);
  }

  public static JobCounts ofFailed(long items) {
    return new JobCounts(0, 0, 0, items);
  }

  /** Those that it is through with, whatever came of them. */
  long through() {
    return written + skipped + failed;
  }

  public JobCounts plus(JobCounts more) {
    return new JobCounts(
        read + more.read, written + more.written, skipped + more.skipped, failed + more.failed);
  }
}
