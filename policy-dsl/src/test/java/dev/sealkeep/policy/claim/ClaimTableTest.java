package dev.sealkeep.policy.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimTableTest {
  @Test
  void isTheMapThatItWasMadeOf() {
    Random random = new Random(1);
    for (int size = 0; size < 200; size++) {
      Map<String, ClaimValue> claims = new HashMap<>();
      while (claims.size() < size) {
        claims.put(name(random), new ClaimValue.Int(random.nextLong()));
      }
      Map<String, ClaimValue> table = ClaimTable.copyOf(claims);

      assertThat(table).isEqualTo(claims).hasSize(size).hasSameHashCodeAs(claims);
      for (int i = 0; i < 200; i++) {
        String name = name(random);
        assertThat(table.get(name)).isEqualTo(claims.get(name));
        assertThat(table.containsKey(name)).isEqualTo(claims.containsKey(name));
      }
    }
  }

  /** Few enough that some are there and some are not. */
  private static String name(Random random) {
    return "claim." + random.nextInt(400);
  }

  @Test
  void namesOfOneHashAreKeptApart() {
    Map<String, ClaimValue> claims = new HashMap<>();
    List<String> alike = List.of("AaAa", "AaBB", "BBAa", "BBBB");
    alike.subList(1, 4).forEach(name -> claims.put(name, new ClaimValue.Symbol(name)));

    Map<String, ClaimValue> table = ClaimTable.copyOf(claims);

    assertThat(alike).extracting(String::hashCode).containsOnly("AaAa".hashCode());
    assertThat(table).isEqualTo(claims).doesNotContainKey("AaAa");
  }

  @Test
  void isACopyThatCannotBeChanged() {
    Map<String, ClaimValue> claims = new HashMap<>(Map.of("a", new ClaimValue.Bool(true)));
    Map<String, ClaimValue> table = ClaimTable.copyOf(claims);
    claims.clear();

    assertThat(table).containsOnlyKeys("a");
    assertThat(ClaimTable.copyOf(table)).isSameAs(table);
    assertThatThrownBy(() -> table.put("b", new ClaimValue.Bool(true)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(table::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nothingIsUnderWhatIsNoName() {
    Map<?, ?> table = ClaimTable.copyOf(Map.of("1", new ClaimValue.Bool(true)));

    assertThat(table.get(1)).isNull();
    assertThat(table.get(null)).isNull();
  }

  @Test
  void claimOfNoValueIsRefused() {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("a", null);

    assertThatThrownBy(() -> ClaimTable.copyOf(claims))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("a");
  }
}
