package io.mooring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.mooring.problem.Problem;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.MappedSuperclass;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the code of both modules against the house that src/docs/adr/0001-house.md describes. */
class ArchitectureTest {
  /**
   * The features: each may use only those before it. A feature's own subpackages count as the
   * feature; {@code <feature>.web} is another matter.
   */
  private static final List<String> FEATURES =
      List.of(
          "problem",
          "report",
          "config",
          "json",
          "time",
          "access",
          "schema",
          "idempotency",
          "node",
          "audit",
          "job",
          // Those above know nothing of what Mooring does; every web package may use them.
          "opencode",
          "host",
          "feed",
          "worktree",
          "session",
          "tool",
          "approval",
          "message",
          "file",
          "turn",
          "snapshot",
          "boot");

  private static final int FOUNDATIONS = FEATURES.indexOf("opencode");

  private static final String HOUSE = "io.mooring.";

  /** Repositories are named by the plural, or by the collective "history". */
  private static final Pattern REPOSITORY = Pattern.compile(".*(s|History)");

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Dto|DTO|Common)");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mooring");

  @Test
  void bothModulesAreLookedAt() {
    assertThat(CODE.contain("io.mooring.turn.Turn")).isTrue();
    assertThat(CODE.contain("io.mooring.turn.web.TurnResource")).isTrue();
  }

  @Test
  void everyPackageBelongsToAFeatureOfTheList() {
    Set<String> found =
        CODE.stream().map(c -> feature(c.getPackageName())).collect(Collectors.toSet());

    assertThat(found).containsExactlyInAnyOrderElementsOf(FEATURES);
  }

  @Test
  void aFeatureUsesOnlyThoseBeforeIt() {
    classes().should(new UseOnly("use only its feature and those before it")).check(CODE);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.mooring.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void onlyTheUpstreamClientSpeaksHttpAsAClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mooring.opencode..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net.http..",
                    "org.eclipse.microprofile.rest.client..",
                    "jakarta.ws.rs.client..")
                .or(named(java.net.URLConnection.class))
                .or(named(java.net.HttpURLConnection.class)))
        .check(CODE);
  }

  @Test
  void theWebHalvesKnowNoPersistence() {
    noClasses()
        .that()
        .resideInAPackage("..web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.persistence..")
        .check(CODE);
  }

  @Test
  void theFeaturesKnowNoHttpOfOurs() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..web..", "io.mooring.opencode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..")
        .check(CODE);
  }

  @Test
  void onlyRepositoriesHoldAnEntityManager() {
    noClasses()
        .that(
            describe("are no repositories", c -> !REPOSITORY.matcher(c.getSimpleName()).matches()))
        .should()
        .dependOnClassesThat(assignableTo(EntityManager.class))
        .check(CODE);
  }

  @Test
  void timeIsInjected() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mooring.time")
        .should()
        .accessTargetWhere(readsAClock())
        .check(CODE);
  }

  @Test
  void entitiesKeepTheirFieldsPrivate() {
    fields()
        .that()
        .areDeclaredInClassesThat(
            describe(
                "are persistent",
                c ->
                    c.isAnnotatedWith(Entity.class)
                        || c.isAnnotatedWith(Embeddable.class)
                        || c.isAnnotatedWith(MappedSuperclass.class)))
        .and(describe("hold state", field -> !field.getModifiers().toString().contains("STATIC")))
        .should()
        .bePrivate()
        .check(CODE);
  }

  @Test
  void entitiesHaveNoSetters() {
    noClasses()
        .that()
        .areAnnotatedWith(Entity.class)
        .should(
            new ArchCondition<>("have setters") {
              @Override
              public void check(JavaClass entity, ConditionEvents events) {
                entity.getMethods().stream()
                    .filter(method -> method.getName().matches("set[A-Z].*"))
                    .forEach(
                        method ->
                            events.add(
                                SimpleConditionEvent.satisfied(method, method.getFullName())));
              }
            })
        .check(CODE);
  }

  @Test
  void aPackageLivesInOneModule() {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (JavaClass type : CODE) {
      String path = type.getSource().orElseThrow().getUri().toString();
      String classFile = type.getName().replace('.', '/') + ".class";
      modules
          .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
          .add(path.substring(0, path.length() - classFile.length()));
    }

    assertThat(modules).allSatisfy((name, places) -> assertThat(places).hasSize(1));
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    List<String> unmarked =
        CODE.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.tryGetAnnotationOfType(NullMarked.class).isPresent())
            .map(JavaPackage::getName)
            .toList();

    assertThat(unmarked).isEmpty();
  }

  @Test
  void nobodyPrintsPastTheLog() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "prints",
                access ->
                    isField(access, System.class, Set.of("out", "err"))
                        || access.getTarget().getName().equals("printStackTrace")))
        .check(CODE);
  }

  @Test
  void noClassIsNamedAfterNothing() {
    noClasses()
        .should(
            new ArchCondition<>("have a name that says nothing") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                  events.add(SimpleConditionEvent.satisfied(type, type.getName()));
                }
              }
            })
        .check(CODE);
  }

  @Test
  void theImpostorIsNotInTheProduct() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.mooring.impostor..")
        .check(CODE);
    assertThat(CODE.stream().map(JavaClass::getPackageName))
        .noneMatch(name -> name.startsWith("io.mooring.impostor"));
  }

  /** One such bean switches off tokens and OIDC without a word: adr/0002-log-ins.md. */
  @Test
  void theLogInsAreTheServers() {
    noClasses()
        .should()
        .beAssignableTo(HttpAuthenticationMechanism.class)
        .orShould()
        .beAssignableTo(IdentityStore.class)
        .check(CODE);
  }

  @Test
  void whatACallerIsToldIsAProblem() {
    classes()
        .that()
        .areAnnotatedWith(jakarta.ejb.ApplicationException.class)
        .should()
        .beAssignableTo(Problem.class)
        .check(CODE);
  }

  private static DescribedPredicate<JavaAccess<?>> readsAClock() {
    return describe(
        "reads a clock",
        access -> {
          AccessTarget target = access.getTarget();
          JavaClass owner = target.getOwner();
          String name = target.getName();
          boolean now = name.equals("now") && owner.getPackageName().equals("java.time");
          boolean withAClock =
              access instanceof JavaCodeUnitAccess<?> call
                  && call.getTarget().getRawParameterTypes().stream()
                      .anyMatch(type -> type.isEquivalentTo(Clock.class));
          return (now && !withAClock)
              || (owner.isEquivalentTo(System.class)
                  && Set.of("currentTimeMillis", "nanoTime").contains(name))
              || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
              || isNewDate(access);
        });
  }

  private static boolean isNewDate(JavaAccess<?> access) {
    return access instanceof JavaConstructorCall call
        && call.getTargetOwner().isEquivalentTo(java.util.Date.class)
        && call.getTarget().getRawParameterTypes().isEmpty();
  }

  private static boolean isField(JavaAccess<?> access, Class<?> owner, Set<String> names) {
    return access.getTarget().getOwner().isEquivalentTo(owner)
        && names.contains(access.getTarget().getName());
  }

  private static DescribedPredicate<JavaClass> named(Class<?> type) {
    return describe(type.getName(), c -> c.isEquivalentTo(type));
  }

  private static boolean isWeb(String packageName) {
    return packageName.endsWith(".web") || packageName.contains(".web.");
  }

  private static String feature(String packageName) {
    String inside = packageName.substring(Math.min(packageName.length(), HOUSE.length()));
    int dot = inside.indexOf('.');
    return dot < 0 ? inside : inside.substring(0, dot);
  }

  /** The order of features, and of the web packages on top of them. */
  private static final class UseOnly extends ArchCondition<JavaClass> {
    UseOnly(String description) {
      super(description);
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getPackageName();
        if (used.startsWith(HOUSE) && !mayUse(user.getPackageName(), used)) {
          events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
        }
      }
    }

    private static boolean mayUse(String user, String used) {
      int from = FEATURES.indexOf(feature(user));
      int to = FEATURES.indexOf(feature(used));
      if (!isWeb(user)) {
        return !isWeb(used) && to <= from;
      }
      return to <= from || to < FOUNDATIONS;
    }
  }
}
