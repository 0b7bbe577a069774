package io.mooring.turn;

import io.mooring.host.Servers;
import io.mooring.problem.InvalidValue;
import io.mooring.session.ModelRef;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * The models that prompts may name, as upstream listed them at most a minute ago. Where no server
 * is up nothing is refused: the turn will tell.
 */
@ApplicationScoped
class ModelCatalog {
  @Inject Servers servers;
  @Inject Ticker ticker;

  private final Listed<ModelRef> listed = new Listed<>();

  /**
   * Refuses a model that upstream does not know in a workdir; asks nobody.
   *
   * @return false when upstream must be {@link #ask asked} first
   * @throws InvalidValue unknown
   */
  boolean require(String tenant, String workdir, ModelRef wanted) {
    Optional<Set<ModelRef>> models = listed.in(tenant, workdir, ticker);
    if (models.isPresent() && !models.get().contains(wanted)) {
      throw new InvalidValue("unknown-model", "model", "opencode offers no such model here.", null);
    }
    return models.isPresent();
  }

  /** Asks upstream for the models of a workdir; learns nothing when it can't tell now. */
  void ask(String tenant, String workdir) {
    listed.ask(
        servers,
        tenant,
        workdir,
        ticker,
        upstream ->
            upstream.providers(workdir).stream()
                .flatMap(
                    provider ->
                        provider.models().stream().map(model -> ref(provider.id(), model.id())))
                .flatMap(Optional::stream));
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
