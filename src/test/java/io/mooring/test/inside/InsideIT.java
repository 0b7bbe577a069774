package io.mooring.test.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.job.ForgettingKeys;
import io.mooring.job.JobCounts;
import io.mooring.job.JobDocument;
import io.mooring.job.JobState;
import io.mooring.job.ReadJobs;
import io.mooring.job.StartJob;
import io.mooring.session.CreateSession;
import io.mooring.session.NewSession;
import io.mooring.session.Session;
import io.mooring.session.Sessions;
import io.mooring.session.SweepingOrphans;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The row lock, the persistence provider and a job: what only the container can show. */
@ExtendWith(ArquillianExtension.class)
class InsideIT {
  private static final Caller ALICE = new Caller("default", "alice", Set.of(Role.USER));
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));

  @Inject Sessions sessions;
  @Inject CreateSession createSession;
  @Inject StartJob startJob;
  @Inject ReadJobs readJobs;
  @Inject UserTransaction transaction;

  @Resource ManagedExecutorService executor;

  @Resource(lookup = "jdbc/mooring")
  DataSource database;

  /** The built EAR with a WAR of this test in place of its own. */
  @Deployment
  static EnterpriseArchive deployment() throws URISyntaxException {
    WebArchive tests =
        ShrinkWrap.create(WebArchive.class, "tests.war")
            .addClass(InsideIT.class)
            .addAsLibrary(jarOf(Assertions.class))
            .addAsWebInfResource(
                new StringAsset(
                    "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                        + " bean-discovery-mode=\"all\"/>"),
                "beans.xml");
    EnterpriseArchive ear =
        ShrinkWrap.create(ZipImporter.class, "inside.ear")
            .importFrom(Path.of(System.getProperty("mooring.test.target"), "mooring.ear").toFile())
            .as(EnterpriseArchive.class);
    ear.delete("/webModule.war");
    ear.delete("/META-INF/application.xml");
    return ear.setApplicationXML(
            new StringAsset(
                "<application xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"10\">"
                    + "<application-name>inside</application-name>"
                    + "<module><ejb>ejbModule.jar</ejb></module>"
                    + "<module><web><web-uri>tests.war</web-uri>"
                    + "<context-root>/tests</context-root></web></module>"
                    + "<library-directory>lib</library-directory></application>"))
        .addAsModule(Testable.archiveToTest(tests));
  }

  private static File jarOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toFile();
  }

  @Test
  void aLockedSessionMakesTheNextTransactionWait() throws Exception {
    String id = newSession();
    Future<String> second;
    transaction.begin();
    try {
      sessions.lock(ALICE, id);
      second = executor.submit(() -> lockToo(id));

      assertThatThrownBy(() -> second.get(2, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
    } finally {
      transaction.commit();
    }
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(id);
  }

  private String lockToo(String id) throws Exception {
    transaction.begin();
    try {
      return sessions.lock(ALICE, id).id();
    } finally {
      transaction.rollback();
    }
  }

  /** The repository's own: from this WAR the unit of the EJB module has no name. */
  private static EntityManager entities() throws ReflectiveOperationException {
    BeanManager beans = CDI.current().getBeanManager();
    Bean<?> bean = beans.resolve(beans.getBeans(Sessions.class));
    Object repository = beans.getContext(ApplicationScoped.class).get(bean);
    Field field = Sessions.class.getDeclaredField("em");
    field.setAccessible(true);
    return (EntityManager) field.get(repository);
  }

  @Test
  void eclipseLinkIsTheProviderAndSharesNothing() throws Exception {
    String id = newSession();
    transaction.begin();
    try {
      assertThat(sessions.find(ALICE, id)).isPresent();
      assertThat(entities().getDelegate().getClass().getName())
          .startsWith("org.eclipse.persistence.");
    } finally {
      transaction.rollback();
    }
    var cache = entities().getEntityManagerFactory().getCache();
    assertThat(cache.contains(Session.class, new io.mooring.access.RowId("default", id))).isFalse();
  }

  @Test
  void theJobForgetsKeysThatAreOlderThanADay() throws Exception {
    Instant now = Instant.now();
    remember("old", 2_500, now.minus(Duration.ofHours(25)));
    remember("young", 3, now.minus(Duration.ofHours(23)));

    JobDocument run = ran(ForgettingKeys.JOB, Map.of());

    assertThat(run.state()).isEqualTo(JobState.COMPLETED);
    assertThat(run.exitStatus()).contains("2500");
    assertThat(run.counts()).isEqualTo(new JobCounts(0, 2_500, 0, 0));
    assertThat(keys("old")).isZero();
    assertThat(keys("young")).isEqualTo(3);
  }

  /** There is no upstream here, so each run ends before it could delete anything, and says so. */
  @Test
  void theSweepIsADryRunUnlessToldOtherwise() {
    assertThat(sweptFor(Map.of())).isEqualTo("{\"dryRun\":true}");
    assertThat(sweptFor(Map.of("dryRun", "true"))).isEqualTo("{\"dryRun\":true}");
    assertThat(sweptFor(Map.of("dryRun", "false"))).isEqualTo("{\"dryRun\":false}");
  }

  private String sweptFor(Map<String, String> parameters) {
    JobDocument run = ran(SweepingOrphans.JOB, parameters);
    assertThat(run.state()).isEqualTo(JobState.FAILED);
    return run.report().map(String::valueOf).orElse("");
  }

  /** A run whose row is not committed would not be found by its job. */
  @Test
  void aRunIsCommittedBeforeItsJobBegins() throws Exception {
    transaction.begin();
    String id;
    try {
      id = startJob.start(ADAM, ForgettingKeys.JOB, Map.of(), Optional.empty()).id();
    } finally {
      transaction.rollback();
    }

    assertThat(ended(id).state()).isEqualTo(JobState.COMPLETED);
  }

  private JobDocument ran(String job, Map<String, String> parameters) {
    return ended(startJob.start(ADAM, job, parameters, Optional.empty()).id());
  }

  private JobDocument ended(String id) {
    long givenUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    JobDocument run = readJobs.get(ADAM, id);
    while (!run.state().hasEnded() && System.nanoTime() < givenUp) {
      Thread.onSpinWait();
      run = readJobs.get(ADAM, id);
    }
    return run;
  }

  private String newSession() {
    var wanted =
        new NewSession(
            Optional.empty(),
            Optional.empty(),
            "build",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return createSession.create(ALICE, wanted, Optional.empty()).session().id();
  }

  private void remember(String user, int count, Instant at) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO idempotency_keys (tenant_id, user_name, idem_key, operation,"
                    + " body_sha256, resource_id, created_ms) VALUES ('default', ?, ?, 'POST /x',"
                    + " 'none', 'x', ?)")) {
      for (int i = 0; i < count; i++) {
        insert.setString(1, user);
        insert.setString(2, "key-" + i);
        insert.setLong(3, at.toEpochMilli());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private int keys(String user) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM idempotency_keys WHERE user_name = ?")) {
      query.setString(1, user);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
