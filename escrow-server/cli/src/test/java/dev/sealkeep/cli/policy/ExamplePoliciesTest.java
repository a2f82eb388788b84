package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.policy.diagnostic.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The policies of docs/examples are accepted without a warning and do what their cases say. */
final class ExamplePoliciesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("sealkeep.root")).resolve("docs/examples/policies");

  private static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".policy")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPolicyIsAcceptedWithoutAWarning() throws IOException {
    return policies().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    String.valueOf(file.getFileName()),
                    () -> {
                      PolicyCheck check = PolicyCheck.of(file, new DenyOption());
                      assertThat(check.diagnostics()).isEmpty();
                      assertThat(check.accepted()).isTrue();
                      assertThat(check.count(Severity.ERROR)).isZero();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyCasePassesAndEveryConditionIsCovered() throws IOException {
    return policies().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    String.valueOf(file.getFileName()),
                    () -> {
                      Outcome outcome =
                          new CommandRun()
                              .run("policy", "test", file.toString(), "--min-coverage", "100");
                      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
                      assertThat(outcome.out()).contains("  ok      ");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> noHoleOfHighSeverityIsOpenAndNoneAcceptedInVain() throws IOException {
    return policies().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    String.valueOf(file.getFileName()),
                    () -> {
                      Outcome outcome = new CommandRun().run("policy", "holes", file.toString());
                      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
                      assertThat(outcome.out())
                          .contains("no hole of severity high or above")
                          .doesNotContain("policy.hole-not-there");
                    }));
  }

  @Test
  void thereIsAPolicyForEachKindOfMachineAndALargeOne() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : policies()) {
      all.append(Files.readString(file));
    }
    assertThat(policies()).hasSizeGreaterThan(20);
    assertThat(all)
        .contains("permit amd-sev-snp", "permit intel-tdx", "permit intel-sgx", "permit tpm2")
        .contains("permit azure-vtpm", "permit svsm-vtpm", "permit aws-nitro", "permit arm-cca")
        .contains("permit simulated-amd-sev-snp", "nvidia_gpu.", "tpm2.sha256.");
    PolicyCheck fleet = PolicyCheck.of(EXAMPLES.resolve("fleet.policy"), new DenyOption());
    assertThat(fleet.cost()).isGreaterThan(200);
  }
}
