package dev.sealkeep.cli.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
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
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceCommandTest {
  private static final String AT = "2026-06-01T00:00:00Z";
  private static final SnpInstallation AMD =
      SnpInstallation.inMemory(Product.MILAN, random(), Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private static Path shared = Path.of("");
  @TempDir private Path folder = Path.of("");

  private SnpProcessor chip = AMD.processor(1);
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

  @BeforeAll
  static void writeRoot() throws IOException {
    Files.writeString(root(), pem(AMD.ark()));
    Files.createDirectories(deep());
    Files.write(deep().resolve("a"), AMD.ask());
    Files.writeString(deep().resolve("b"), "some text\n" + pem(AMD.asvk()));
  }

  private static Path root() {
    return shared.resolve("root.pem");
  }

  private static Path deep() {
    return shared.resolve("vendors/simulator/deep");
  }

  @BeforeEach
  void makeReport() throws IOException {
    chip = AMD.processor(1);
    byte[] data = Arrays.copyOf(new byte[] {1, 2, 3}, 64);
    report =
        chip.launch(GuestConfiguration.of(new byte[48]).build(), random())
            .report(new ReportRequest(data, 0, KeySelection.VCEK));
    Files.write(folder.resolve("x"), report);
    Files.write(folder.resolve("y"), chip.certificate(SigningKey.VCEK));
    Files.writeString(folder.resolve("notes.txt"), "nothing to see");
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  private Run verify(Object... more) {
    Object[] arguments = {
      "verify",
      folder,
      "--technology",
      "simulated-amd-sev-snp",
      "--trust",
      root(),
      "--collateral",
      shared.resolve("vendors"),
      "--at",
      AT
    };
    Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Run.of(all);
  }

  @Test
  void folderIsRecognisedByContentAndVerified() {
    Run run = verify();
    assertThat(run.reasons()).isEmpty();
    assertThat(run.verdict()).isEqualTo("verified");
    assertThat(run.exitCode()).isZero();
    assertThat(run.json().path("technology").asText()).isEqualTo("simulated-amd-sev-snp");
    assertThat(run.json().path("claims").path("version").isInt()).isTrue();
    assertThat(run.json().path("claims").path("policy_bits").path("smt").asBoolean()).isTrue();
    assertThat(run.json().path("claims").path("endorsement_key_cert").path("subject").asText())
        .isEqualTo("CN=SEV-VCEK");
  }

  @Test
  void rootThatIsNotTrustedRejects() {
    Run run = Run.of("verify", folder, "--collateral", shared, "--at", AT);
    assertThat(run.reasons()).containsExactly("snp.chain.untrusted_root");
    assertThat(run.verdict()).isEqualTo("rejected");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void shortReportDataIsPaddedWithZeros() {
    assertThat(verify("--report-data", "010203").exitCode()).isZero();
    assertThat(verify("--report-data", "0102").reasons())
        .containsExactly("snp.report_data.mismatch");
  }

  @Test
  void unusableOptionsAreRefusedWithWhatToDo() {
    assertThat(verify("--report-data", "00".repeat(65)).err()).contains("has 65 bytes");
    assertThat(verify("--report-data", "0g").err()).contains("not hexadecimal");
    Run time = Run.of("verify", folder, "--at", "yesterday");
    assertThat(time.err()).contains("'yesterday' is not an instant").contains("Write it as");
    Run trust = Run.of("verify", folder, "--trust", root());
    assertThat(trust.err()).contains("--trust was given without --technology");
    Run technology = Run.of("verify", folder, "--technology", "abacus");
    assertThat(technology.err()).contains("'abacus' is not known").contains("amd-sev-snp");
    Run path = Run.of("verify", folder.resolve("absent"));
    assertThat(path.err()).contains("there is no").contains("absent");
    for (Run run : java.util.List.of(time, trust, technology, path)) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void folderWithoutEvidenceIsUnusable() throws IOException {
    Files.delete(folder.resolve("x"));
    Files.delete(folder.resolve("y"));
    Run run = Run.of("verify", folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no evidence that is recognised, and no vendor's certificate");
  }

  @Test
  void certificatesAloneGetAChainVerdict() throws IOException {
    Files.delete(folder.resolve("x"));
    assertThat(verify().verdict()).isEqualTo("verified");
    assertThat(verify("--report-data", "01").exitCode()).isEqualTo(2);
    Run incomplete = Run.of("verify", folder, "--at", AT);
    assertThat(incomplete.reasons()).containsExactly("snp.chain.incomplete");
    assertThat(incomplete.exitCode()).isEqualTo(1);
  }

  @Test
  void truncatedReportIsRejectedNotUnusable() throws IOException {
    Files.write(folder.resolve("x"), Arrays.copyOf(report, 1183));
    assertThat(verify().reasons()).containsExactly("snp.report.truncated");
  }

  @Test
  void unknownVersionIsRejectedNotUnusable() throws IOException {
    Files.write(
        folder.resolve("x"), ReportEditor.of(report).set(ReportField.VERSION, 0x777).bytes());
    assertThat(verify().reasons()).containsExactly("snp.report.version_unsupported");
  }

  @Test
  void reportWithCertificatesBehindItStaysAReport() throws IOException {
    byte[] pem = pem(chip.certificate(SigningKey.VCEK)).getBytes(UTF_8);
    byte[] forged = Arrays.copyOf(report, 1184 + pem.length);
    forged[0x90] ^= 1;
    System.arraycopy(pem, 0, forged, 1184, pem.length);
    Files.write(folder.resolve("x"), forged);
    assertThat(verify().reasons()).containsExactly("snp.signature.invalid");
    assertThat(verify().json().path("claims").path("trailing_bytes").asInt()).isEqualTo(pem.length);
  }

  @Test
  void hostsTableServesInPlaceOfFiles() throws IOException {
    Files.delete(folder.resolve("y"));
    assertThat(verify().reasons()).containsExactly("snp.chain.incomplete");
    Files.write(folder.resolve("z"), chip.certificateTable(SigningKey.VCEK).encode());
    assertThat(verify().verdict()).isEqualTo("verified");
  }

  @Test
  void wrappedReportIsUnwrapped() throws IOException {
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(report);
    String record = "[\"application/vnd.sealkeep.%s\", \"%s\"]";
    Files.writeString(folder.resolve("x"), record.formatted("amd-sev-snp", value));
    assertThat(verify().verdict()).isEqualTo("verified");
    Files.writeString(folder.resolve("x"), record.formatted("abacus", value));
    Run unknown = verify();
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("cannot be unwrapped (cmw.type_unsupported)");
  }

  @Test
  void hostsJsonServesInPlaceOfFiles() throws IOException {
    Files.delete(folder.resolve("y"));
    Files.writeString(
        folder.resolve("z"),
        "{\"vcekCert\": \"%s\", \"tcbm\": \"00\"}"
            .formatted(pem(chip.certificate(SigningKey.VCEK)).replaceAll("\r?\n", "\\\\n")));
    assertThat(verify().verdict()).isEqualTo("verified");
  }

  @Test
  void ofSeveralReportsTheWorstDecides() throws IOException {
    Files.write(folder.resolve("x2"), report);
    assertThat(verify().verdict()).isEqualTo("verified");
    byte[] forged = report.clone();
    forged[0x90] ^= 1;
    Files.write(folder.resolve("x2"), forged);
    assertThat(verify().reasons()).containsExactly("snp.signature.invalid");
  }

  @Test
  void expiredCertificateSuggestsTheTimeOnlyWhereItWasNotGiven() throws IOException {
    var profile =
        chip.profile(SigningKey.VCEK)
            .withValidity(
                Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));
    Files.write(
        folder.resolve("y"),
        AMD.certify(
            profile, dev.sealkeep.simulator.Authority.ASK, chip.signingKey(SigningKey.VCEK)));
    Run now =
        Run.of(
            "verify",
            folder,
            "--technology",
            "simulated-amd-sev-snp",
            "--trust",
            root(),
            "--collateral",
            shared);
    assertThat(now.reasons()).contains("snp.certificate.expired");
    assertThat(now.out()).contains("use --at");
    Run then = verify();
    assertThat(then.reasons()).containsExactly("snp.certificate.expired");
    assertThat(then.out()).doesNotContain("use --at");
  }

  @Test
  void showPrintsFieldsWithoutVerdict() {
    Run run = Run.of("show", folder);
    assertThat(run.exitCode()).isZero();
    assertThat(run.json().path("claims").path("report_data").asText()).startsWith("01020300");
    assertThat(run.json().path("claims").path("product").asText()).isEqualTo("milan");
    assertThat(run.json().path("claims").path("endorsement_key_cert").has("hwID")).isTrue();
    assertThat(run.json().has("verdict")).isFalse();
    Run single = Run.of("show", folder.resolve("x"));
    assertThat(single.json().path("claims").has("endorsement_key_cert")).isFalse();
    assertThat(Run.of("show", folder.resolve("notes.txt")).exitCode()).isEqualTo(2);
  }
}
