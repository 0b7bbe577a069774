package io.mooring.turn;

import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.session.ModelRef;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The models that prompts may name, as upstream listed them at most a minute ago. Where no server
 * is up nothing is refused: the turn will tell.
 */
@ApplicationScoped
class ModelCatalog {
  private static final System.Logger LOG = System.getLogger(ModelCatalog.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final int MOST_DIRECTORIES = 1_000;

  @Inject Servers servers;
  @Inject Ticker ticker;

  private final Map<Place, Known> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
              return size() > MOST_DIRECTORIES;
            }
          });

  private record Place(String tenant, String directory) {}

  private record Known(Set<ModelRef> models, long askedNanos) {}

  /**
   * Refuses a model that upstream does not know in a workdir; asks nobody.
   *
   * @return false when upstream must be {@link #ask asked} first
   * @throws InvalidValue unknown
   */
  boolean require(String tenant, String workdir, ModelRef wanted) {
    Known before = known.get(new Place(tenant, workdir));
    if (before == null || ticker.since(before.askedNanos()).compareTo(FRESH) >= 0) {
      return false;
    }
    if (!before.models().contains(wanted)) {
      throw new InvalidValue("unknown-model", "model", "opencode offers no such model here.", null);
    }
    return true;
  }

  /** Asks upstream for the models of a workdir; learns nothing when it can't tell now. */
  void ask(String tenant, String workdir) {
    Place place = new Place(tenant, workdir);
    Set<ModelRef> models = servers.find(tenant).map(server -> ask(server, place)).orElse(Set.of());
    if (!models.isEmpty()) {
      known.put(place, new Known(models, ticker.nanos()));
    }
  }

  private static Set<ModelRef> ask(UpstreamServer server, Place place) {
    try {
      return server.client().providers(place.directory()).stream()
          .flatMap(
              provider -> provider.models().stream().map(model -> ref(provider.id(), model.id())))
          .flatMap(Optional::stream)
          .collect(Collectors.toUnmodifiableSet());
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "The models can't be asked for now.", e);
      return Set.of();
    }
  }

  /** What has no usable form can't be asked for either. */
  private static Optional<ModelRef> ref(String provider, String model) {
    try {
      return Optional.of(new ModelRef(provider, model));
    } catch (InvalidValue e) {
      return Optional.empty();
    }
  }
}
