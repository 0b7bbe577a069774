package io.mooring.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
  @ParameterizedTest
  @CsvSource({
    // roles, sees own, sees others', changes own, changes others'
    "'', false, false, false, false",
    "user, true, false, true, false",
    "approver, true, false, false, false",
    "auditor, true, true, false, false",
    "admin, true, true, true, true",
    "user approver, true, false, true, false",
    "user auditor, true, true, true, false",
    "auditor admin, true, true, true, true",
  })
  void rolesSayWhatACallerMayDo(
      String roles, boolean own, boolean others, boolean changesOwn, boolean changesOthers) {
    Caller caller = new Caller("default", "ann", roles(roles));

    assertThat(caller.maySee("ann")).isEqualTo(own);
    assertThat(caller.maySee("bob")).isEqualTo(others);
    assertThat(caller.mayChange("ann")).isEqualTo(changesOwn);
    assertThat(caller.mayChange("bob")).isEqualTo(changesOthers);
    assertThat(caller.seesAll()).isEqualTo(others);
  }

  @Test
  void aUserNameIsComparedToTheLetter() {
    Caller caller = new Caller("default", "ann", Set.of(Role.USER));

    assertThat(caller.maySee("Ann")).isFalse();
    assertThat(caller.mayChange("ann ")).isFalse();
  }

  @Test
  void rolesGivenOnceDoNotChange() {
    Set<Role> roles = new HashSet<>(Set.of(Role.USER));
    Caller caller = new Caller("default", "ann", roles);

    roles.add(Role.ADMIN);

    assertThat(caller.is(Role.ADMIN)).isFalse();
  }

  @Test
  void aRoleIsFoundByItsLabelOnly() {
    assertThat(Role.of("admin")).contains(Role.ADMIN);
    assertThat(Role.of("ADMIN")).isEmpty();
    assertThat(Role.of("")).isEmpty();
  }

  @Test
  void mooringItselfMayDoEverything() {
    SystemCaller system = new SystemCaller("default");

    assertThat(system.maySee("ann")).isTrue();
    assertThat(system.mayChange("ann")).isTrue();
  }

  private static Set<Role> roles(String labels) {
    return Arrays.stream(labels.split(" "))
        .filter(label -> !label.isEmpty())
        .map(label -> Role.of(label).orElseThrow())
        .collect(Collectors.toSet());
  }
}
