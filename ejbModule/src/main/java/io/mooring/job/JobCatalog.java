package io.mooring.job;

import io.mooring.problem.InvalidValue;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The jobs that there are. */
@ApplicationScoped
public class JobCatalog {
  @Inject @Any @Nullable Instance<JobDefinition> definitions;

  private List<JobDefinition> all = List.of();

  protected JobCatalog() {}

  JobCatalog(List<JobDefinition> all) {
    this.all = List.copyOf(all);
  }

  @PostConstruct
  void collect() {
    if (definitions != null) {
      all = definitions.stream().sorted(Comparator.comparing(JobDefinition::name)).toList();
    }
  }

  public List<JobDefinition> all() {
    return all;
  }

  Optional<JobDefinition> find(String name) {
    return all.stream().filter(job -> job.name().equals(name)).findFirst();
  }

  /**
   * The job of that name.
   *
   * @throws InvalidValue when there is none
   */
  JobDefinition get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InvalidValue(
                    "unknown-job",
                    "name",
                    "There is no such job; there are "
                        + all.stream().map(JobDefinition::name).collect(Collectors.joining(", "))
                        + '.',
                    null));
  }

  /**
   * All parameters of a run, those that nobody said too.
   *
   * @throws InvalidValue when one is not the job's, or its value is wrong
   */
  static Map<String, String> complete(JobDefinition job, Map<String, String> said) {
    Map<String, String> complete = new TreeMap<>();
    for (JobParameter parameter : job.parameters()) {
      String value = said.getOrDefault(parameter.name(), parameter.defaultText());
      if (!parameter.valid().test(value)) {
        throw new InvalidValue(
            "parameters." + parameter.name(),
            "The parameter " + parameter.name() + " is " + parameter.expected() + '.');
      }
      complete.put(parameter.name(), value);
    }
    for (String name : said.keySet()) {
      if (!complete.containsKey(name)) {
        throw new InvalidValue(
            "unknown-job-parameter",
            "parameters",
            "The job has no such parameter; it has "
                + (complete.isEmpty() ? "none" : String.join(", ", complete.keySet()))
                + '.',
            null);
      }
    }
    return complete;
  }
}
