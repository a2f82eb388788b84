package dev.sealkeep.policy.hole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.hole.HoleCases.HoleCase;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** For each code policies that have the hole, and such as close it in one wording or another. */
class HoleCasesTest {
  @Test
  void everyCodeHasPoliciesThatHaveItAndSuchAsCloseIt() throws IOException {
    assertThat(HoleCases.codes()).containsExactlyInAnyOrderElementsOf(Catalogue.codes());
    for (String code : HoleCases.codes()) {
      List<HoleCase> cases = HoleCases.of(code);
      assertThat(cases).as(code).anyMatch(HoleCase::open).anyMatch(one -> !one.open());
    }
  }

  @TestFactory
  Stream<DynamicTest> aHoleIsFoundWhereItIsAndNowhereElse() throws IOException {
    return HoleCases.all().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.code() + (one.open() ? " open: " : " closed: ") + one.name(),
                    () -> {
                      Findings findings = one.search();
                      List<String> codes =
                          findings.found().stream().map(f -> f.hole().code()).toList();
                      assertThat(findings.undecided()).isEmpty();
                      if (one.open()) {
                        assertThat(codes).as(one.items()).contains(one.code());
                      } else {
                        assertThat(codes).as(one.items()).doesNotContain(one.code());
                      }
                    }));
  }
}
