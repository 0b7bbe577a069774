package io.mooring.job;

import io.mooring.config.Settings;
import java.util.List;
import java.util.Map;

/** A job of tests: {@code count-sheep}. */
record TestJob(String name, String cron) implements JobDefinition {
  static final String NAME = "count-sheep";

  TestJob(String cron) {
    this(NAME, cron);
  }

  @Override
  public Schedule schedule(Settings settings) {
    return Schedule.parse(cron);
  }

  @Override
  public List<JobParameter> parameters() {
    return List.of(JobParameter.flag("dryRun", true), JobParameter.number("most", 10, 1, 100));
  }

  @Override
  public Map<String, String> scheduledParameters(Settings settings) {
    return Map.of("most", "7");
  }

  @Override
  public boolean changesData(Map<String, String> parameters) {
    return parameters.get("dryRun").equals("false");
  }
}
