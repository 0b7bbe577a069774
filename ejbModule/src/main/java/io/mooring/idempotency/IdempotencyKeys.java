package io.mooring.idempotency;

import io.mooring.access.Caller;
import io.mooring.problem.InvalidValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of the last 24 hours, per tenant and user. Used inside the transaction that creates the
 * resource: of two at once the second waits for the first one's commit at the unique key, fails
 * with a unique violation and, tried again, finds the first one's resource.
 */
@ApplicationScoped
public class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofHours(24);

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  @Inject Clock clock;

  /**
   * What was made under this key, if anything was.
   *
   * @throws InvalidValue when the key was used for another request
   */
  public Optional<String> resource(Caller caller, Repeatable request) {
    var id = new IdempotencyKey.Key(caller, request.key());
    Optional<IdempotencyKey> known = Optional.ofNullable(em.find(IdempotencyKey.class, id));
    if (known.filter(k -> k.isOlderThan(clock.instant().minus(KEPT))).isPresent()) {
      em.remove(known.get());
      em.flush();
      return Optional.empty();
    }
    known
        .filter(k -> !k.isFor(request))
        .ifPresent(
            k -> {
              throw new InvalidValue(
                  "idempotency-key-reused",
                  "Idempotency-Key",
                  "This Idempotency-Key was used for another request.",
                  null);
            });
    return known.map(IdempotencyKey::resourceId);
  }

  /** Remembers what is made under the key; at once, so that a second one waits here. */
  public void remember(Caller caller, Repeatable request, String resourceId) {
    em.persist(new IdempotencyKey(caller, request, resourceId, clock.instant()));
    em.flush();
  }

  /** Forgets what is older than a day, at most {@code limit} keys; answers how many. */
  public int forgetOld(String tenant, int limit) {
    var old =
        em.createQuery(
                "select k from IdempotencyKey k where k.tenantId = :tenant and k.createdMs < :limit",
                IdempotencyKey.class)
            .setParameter("tenant", tenant)
            .setParameter("limit", clock.instant().minus(KEPT).toEpochMilli())
            .setMaxResults(limit)
            .getResultList();
    old.forEach(em::remove);
    return old.size();
  }
}
