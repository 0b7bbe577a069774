package io.mooring.turn;

import io.mooring.access.Caller;
import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.session.ModelRef;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionDocument;
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

  @Inject SessionChanges sessions;
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
   * Refuses a model that upstream does not know in the session's workdir.
   *
   * @param wanted absent, the session's own is looked at
   * @throws InvalidValue unknown
   * @throws io.mooring.session.SessionFailure no such session
   */
  void require(Caller caller, String sessionId, Optional<ModelRef> wanted) {
    SessionDocument session = sessions.read(caller, sessionId);
    Optional<ModelRef> model = wanted.or(session::model);
    if (model.isEmpty()) {
      return;
    }
    Set<ModelRef> models = models(new Place(caller.tenant(), session.workdir()));
    if (!models.isEmpty() && !models.contains(model.get())) {
      throw new InvalidValue("unknown-model", "model", "opencode offers no such model here.", null);
    }
  }

  /** Empty when upstream can't be asked now. */
  private Set<ModelRef> models(Place place) {
    Known before = known.get(place);
    if (before != null && ticker.since(before.askedNanos()).compareTo(FRESH) < 0) {
      return before.models();
    }
    Set<ModelRef> models =
        servers.find(place.tenant()).map(server -> ask(server, place)).orElse(Set.of());
    if (!models.isEmpty()) {
      known.put(place, new Known(models, ticker.nanos()));
    }
    return models;
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
