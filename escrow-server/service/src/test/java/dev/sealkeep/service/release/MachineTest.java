package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine that asks in vain uses up no quota but its own. */
class MachineTest {
  private static ClaimSet claims(Map<String, String> values) {
    Map<String, ClaimValue> claims = new TreeMap<>();
    values.forEach((name, value) -> claims.put(name, new ClaimValue.Symbol(value)));
    return new ClaimSet("any", claims);
  }

  static Iterable<String> technologies() {
    TreeSet<String> technologies = new TreeSet<>(ClaimSchemas.technologies());
    // A part of other evidence only.
    technologies.remove("nvidia-gpu");
    return technologies;
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void everyTechnologyHasAClaimThatTellsMachinesApart(String technology) {
    TreeSet<String> telling =
        new TreeSet<>(ClaimSchemas.forTechnology(technology).orElseThrow().names());
    telling.retainAll(Machine.CLAIMS);
    assertThat(telling).isNotEmpty();
    for (String claim : telling) {
      assertThat(Machine.of(claims(Map.of(claim, "a")))).isEqualTo("a");
    }
  }

  @Test
  void everyNameIsAClaims() {
    TreeSet<String> names = new TreeSet<>();
    for (String technology : ClaimSchemas.technologies()) {
      names.addAll(ClaimSchemas.forTechnology(technology).orElseThrow().names());
    }
    assertThat(names).containsAll(Machine.CLAIMS);
  }

  @Test
  void machinesOfOneProviderAreToldApartUnlessTheirChipsAreMasked() {
    assertThat(Machine.of(claims(Map.of("chip_id", "one", "csp_id", "cloud")))).isEqualTo("one");
    assertThat(Machine.of(claims(Map.of("csp_id", "cloud")))).isEqualTo("cloud");
    assertThat(Machine.of(claims(Map.of("measurement", "all the same")))).isEmpty();
  }
}
