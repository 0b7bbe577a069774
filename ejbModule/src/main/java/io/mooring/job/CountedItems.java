package io.mooring.job;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The writer of jobs whose items are done one by one: counts those that came through. */
@Named
@Dependent
public class CountedItems extends AbstractItemWriter {
  @Inject RunningJob job;

  @Override
  public void writeItems(List<Object> items) {
    job.advance(JobCounts.ofWritten(items.size()));
  }
}
