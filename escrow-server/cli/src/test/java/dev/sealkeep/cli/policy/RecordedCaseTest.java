package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealkeep policy test} on recorded evidence. */
final class RecordedCaseTest {
  private static final SnpInstallation AMD =
      SnpInstallation.inMemory(Product.MILAN, random(), Instant.parse("2026-01-01T00:00:00Z"));
  private static final String PERMITTED =
      "{\"decision\": \"permitted\", \"reason\": \"policy.permitted\"}";

  @TempDir private Path folder = Path.of("");
  private byte[] report = {};

  private static SecureRandom random() {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(1);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void record() throws IOException {
    Files.writeString(
        folder.resolve("web.policy"),
        """
        sealkeep 1
        policy web {
          permit simulated-amd-sev-snp {
            product == milan
            vmpl <= 3
          }
        }
        """);
    SnpProcessor chip = AMD.processor(1);
    byte[] data = Arrays.copyOf(new byte[] {1, 2, 3}, 64);
    report =
        chip.launch(GuestConfiguration.of(new byte[48]).build(), random())
            .report(new ReportRequest(data, 0, KeySelection.VCEK));
    Files.createDirectories(folder.resolve("boot"));
    Files.createDirectories(folder.resolve("vendor"));
    Files.write(folder.resolve("boot/report"), report);
    Files.write(folder.resolve("boot/vcek"), chip.certificate(SigningKey.VCEK));
    Files.write(folder.resolve("vendor/ask"), AMD.ask());
    Files.write(folder.resolve("vendor/ark"), AMD.ark());
  }

  private Outcome test(String evidence, String expect, String... more) throws IOException {
    Files.writeString(
        folder.resolve("web.cases.json"),
        """
        {"cases": [{"name": "boot", "evidence": "boot", %s, "expect": %s}]}\
        """
            .formatted(evidence, expect));
    String[] arguments =
        Arrays.copyOf(
            new String[] {"policy", "test", folder.resolve("web.policy").toString()},
            3 + more.length);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return new CommandRun().run(arguments);
  }

  private static String recorded(String at) {
    return """
    "at": "%s", "technology": "simulated-amd-sev-snp", "trust": "vendor/ark",
    "collateral": ["vendor"], "report_data": "010203\"\
    """
        .formatted(at);
  }

  @Test
  void evidenceThatVerifiesIsDecidedOn() throws IOException {
    Outcome outcome = test(recorded("2026-06-01T00:00:00Z"), PERMITTED);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).contains("ok      boot");
  }

  @Test
  void collateralCanComeFromTheCommandLine() throws IOException {
    String without = recorded("2026-06-01T00:00:00Z").replace("\"collateral\": [\"vendor\"],", "");
    assertThat(test(without, PERMITTED).out())
        .contains("but it is rejected (snp.chain.incomplete)");
    Outcome outcome = test(without, PERMITTED, "--collateral", folder.resolve("vendor").toString());
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
  }

  @Test
  void rejectedEvidenceIsADecisionWithItsReasons() throws IOException {
    report[0x90] ^= 1;
    Files.write(folder.resolve("boot/report"), report);
    String expect = "{\"decision\": \"rejected\", \"reason\": [\"snp.signature.invalid\"]}";
    Outcome outcome = test(recorded("2026-06-01T00:00:00Z"), expect);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();

    Outcome other = test(recorded("2026-06-01T00:00:00Z"), expect.replace("signature", "chain"));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out())
        .contains("expected rejected (snp.chain.invalid), but it is rejected")
        .contains("| snp.signature.invalid: ");
  }

  @Test
  void theTimeAndTheReportDataCount() throws IOException {
    assertThat(test(recorded("2056-06-01T00:00:00Z"), PERMITTED).out())
        .contains("but it is rejected (snp.certificate.expired");
    assertThat(test(recorded("2026-06-01T00:00:00Z").replace("010203", "0102"), PERMITTED).out())
        .contains("but it is rejected (snp.report_data.mismatch)");
  }

  @Test
  void whatCannotBeVerifiedIsUnusable() throws IOException {
    Outcome at = test(recorded("yesterday"), PERMITTED);
    assertThat(at.exitCode()).isEqualTo(2);
    assertThat(at.err()).contains("case `boot`: 'at' is not an instant");

    Outcome missing = test(recorded("2026-06-01T00:00:00Z").replace("at\"", "xx\""), PERMITTED);
    assertThat(missing.err()).contains("no member 'xx'");

    Files.delete(folder.resolve("boot/report"));
    Files.delete(folder.resolve("boot/vcek"));
    Outcome empty = test(recorded("2026-06-01T00:00:00Z"), PERMITTED);
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("case `boot`:", "boot");
  }

  private Outcome explain(String... more) {
    String[] arguments =
        Arrays.copyOf(
            new String[] {
              "policy",
              "explain",
              "--policy",
              folder.resolve("web.policy").toString(),
              "--evidence",
              folder.resolve("boot").toString(),
              "--technology",
              "simulated-amd-sev-snp",
              "--trust",
              folder.resolve("vendor/ark").toString(),
              "--collateral",
              folder.resolve("vendor").toString()
            },
            12 + more.length);
    System.arraycopy(more, 0, arguments, 12, more.length);
    return new CommandRun().run(arguments);
  }

  @Test
  void evidenceIsExplainedOnceItVerifies() throws IOException {
    Outcome permitted = explain("--at", "2026-06-01T00:00:00Z");
    assertThat(permitted.exitCode()).as(permitted.err()).isZero();
    assertThat(permitted.out()).contains("permitted by policy web", "product == milan");

    Path policy = folder.resolve("web.policy");
    Files.writeString(policy, Files.readString(policy).replace("== milan", "== genoa"));
    Outcome denied = explain("--at", "2026-06-01T00:00:00Z");
    assertThat(denied.out()).contains("one claim were otherwise", "product  milan -> genoa");
  }

  @Test
  void evidenceThatDoesNotVerifyIsAskedNoPolicy() throws IOException {
    report[0x90] ^= 1;
    Files.write(folder.resolve("boot/report"), report);
    Outcome outcome = explain("--at", "2026-06-01T00:00:00Z");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("snp.signature.invalid", "does not verify");
    assertThat(explain("--at", "yesterday").exitCode()).isEqualTo(2);
  }
}
