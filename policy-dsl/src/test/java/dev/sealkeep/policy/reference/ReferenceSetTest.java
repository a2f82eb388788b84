package dev.sealkeep.policy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceSetTest {
  private static List<Diagnostic> rejected(String name, String text) {
    ReferenceReading reading = ReferenceSet.parse(name, text);
    assertThat(reading).as(text).isInstanceOf(ReferenceReading.Rejected.class);
    return ((ReferenceReading.Rejected) reading).diagnostics();
  }

  @Test
  void rowsAreReadAsTheirClaimsType() {
    ReferenceSet set =
        Samples.set(
            "payments/builds",
            """
            # builds of October

            amd-sev-snp measurement %s   # 1.4.0
            \tamd-sev-snp\tguest_svn 0x10
            amd-sev-snp launch_mit_vector 18446744073709551615\r
            amd-sev-snp product "turin"# nothing between
            simulated-amd-sev-snp csp_id "CN=a \\"b\\" \\\\ # c"
            """
                .formatted("AB".repeat(48)));

    assertThat(set.rows())
        .containsExactlyInAnyOrder(
            new ReferenceRow(Samples.SNP, "measurement", ClaimValue.Bytes.ofHex("ab".repeat(48))),
            new ReferenceRow(Samples.SNP, "guest_svn", new ClaimValue.Int(16)),
            new ReferenceRow(Samples.SNP, "launch_mit_vector", new ClaimValue.Int(-1)),
            new ReferenceRow(Samples.SNP, "product", new ClaimValue.Symbol("turin")),
            new ReferenceRow(
                "simulated-amd-sev-snp", "csp_id", new ClaimValue.Text("CN=a \"b\" \\ # c")));
    assertThat(set.count(Samples.SNP, "measurement")).isEqualTo(1);
    assertThat(set.contains(Samples.SNP, "guest_svn", new ClaimValue.Int(16))).isTrue();
    assertThat(set.contains("simulated-amd-sev-snp", "guest_svn", new ClaimValue.Int(16)))
        .isFalse();
  }

  @Test
  void emptySetIsASet() {
    assertThat(Samples.set("a", "").rows()).isEmpty();
    assertThat(Samples.set("a", "# nothing yet").rows()).isEmpty();
  }

  @Test
  void digestIsThatOfTheText() {
    assertThat(Samples.set("a", "").digest())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void faultyRowsAreShownWhereTheyStand() {
    String text =
        """
        amd-sev-snp measurment 00
        amd-sev-smp measurement 00
        unheard-of mr_td 00
        amd-sev-snp measurement 00
        amd-sev-snp measurement 0x00
        amd-sev-snp vmpl 4
        amd-sev-snp vmpl +1
        amd-sev-snp guest_svn 18446744073709551616
        amd-sev-snp product genoa
        amd-sev-snp product "genua"
        amd-sev-snp csp_id "open
        amd-sev-snp csp_id "bad \\n escape"
        amd-sev-snp policy.debug false
        amd-sev-snp measurement
        amd-sev-snp
        amd-sev-snp vmpl 1 2
        """;

    String rendered =
        rejected("payments/builds", text).stream()
            .map(diagnostic -> diagnostic.render(text, "builds"))
            .collect(Collectors.joining());

    assertThat(rendered)
        .isEqualTo(
            """
            builds:1:13: error [reference.unknown-claim]: `measurment` is not a claim of amd-sev-snp
                1 | amd-sev-snp measurment 00
                  |             ^^^^^^^^^^
                  = did you mean `measurement`?
            builds:2:1: error [reference.unknown-technology]: `amd-sev-smp` is not a technology of this release
                2 | amd-sev-smp measurement 00
                  | ^^^^^^^^^^^
                  = did you mean `amd-sev-snp`?
            builds:3:1: error [reference.unknown-technology]: `unheard-of` is not a technology of this release
                3 | unheard-of mr_td 00
                  | ^^^^^^^^^^
                  = known: amd-sev-snp, arm-cca, aws-nitro, azure-vtpm, intel-sgx, intel-tdx, nvidia-gpu, simulated-amd-sev-snp, simulated-azure-vtpm, simulated-svsm-vtpm, svsm-vtpm, tpm2
            builds:4:25: error [reference.bad-value]: `measurement` is a SHA-384 digest of 48 bytes, that is 96 digits; there are 2
                4 | amd-sev-snp measurement 00
                  |                         ^^
            builds:5:26: error [reference.bad-value]: this is not a hexadecimal digit
                5 | amd-sev-snp measurement 0x00
                  |                          ^
                  = `measurement` is a SHA-384 digest of 48 bytes, written as digits
            builds:6:18: error [reference.bad-value]: `vmpl` is an integer from 0 to 3
                6 | amd-sev-snp vmpl 4
                  |                  ^
            builds:7:18: error [reference.bad-value]: `vmpl` is an integer from 0 to 3
                7 | amd-sev-snp vmpl +1
                  |                  ^^
            builds:8:23: error [reference.bad-value]: `guest_svn` is an integer from 0 to 4294967295
                8 | amd-sev-snp guest_svn 18446744073709551616
                  |                       ^^^^^^^^^^^^^^^^^^^^
            builds:9:21: error [reference.bad-value]: `product` is one of milan, genoa, turin, in quotes
                9 | amd-sev-snp product genoa
                  |                     ^^^^^
            builds:10:21: error [reference.bad-value]: `product` is one of milan, genoa, turin, in quotes
               10 | amd-sev-snp product "genua"
                  |                     ^^^^^^^
                  = did you mean `genoa`?
            builds:11:20: error [reference.bad-value]: `csp_id` is text in quotes, at most 1024 characters, with \\" for a quote and \\\\ for a backslash
               11 | amd-sev-snp csp_id "open
                  |                    ^^^^^
            builds:12:20: error [reference.bad-value]: `csp_id` is text in quotes, at most 1024 characters, with \\" for a quote and \\\\ for a backslash
               12 | amd-sev-snp csp_id "bad \\n escape"
                  |                    ^^^^^^^^^^^^^^^
            builds:13:13: error [reference.unsupported-type]: `policy.debug` is a flag; sets cannot hold it
               13 | amd-sev-snp policy.debug false
                  |             ^^^^^^^^^^^^
            builds:14:24: error [reference.syntax]: the row ends too early
               14 | amd-sev-snp measurement
                  |                        ^
                  = a row is `technology claim value`
            builds:15:12: error [reference.syntax]: the row ends too early
               15 | amd-sev-snp
                  |            ^
                  = a row is `technology claim value`
            builds:16:20: error [reference.syntax]: a row ends after its value
               16 | amd-sev-snp vmpl 1 2
                  |                    ^
                  = a row is `technology claim value`
            """);
  }

  @Test
  void repeatedRowIsAWarning() {
    ReferenceReading reading =
        ReferenceSet.parse("a", "amd-sev-snp vmpl 1\namd-sev-snp vmpl 0x1\n".repeat(100));

    assertThat(reading).isInstanceOf(ReferenceReading.Parsed.class);
    ReferenceReading.Parsed parsed = (ReferenceReading.Parsed) reading;
    assertThat(parsed.warnings()).hasSize(50);
    assertThat(parsed.warnings().getFirst().code().id()).isEqualTo("reference.duplicate-row");
    assertThat(parsed.set().rows()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "payments/builds", "a/b/c/d", "0.x_y-z"})
  void nameOfOneToFourPartsIsTaken(String name) {
    assertThat(Samples.set(name, "").name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a/b/c/d/e", "A", "-a", "a b", "a\n"})
  void otherNameIsRefused(String name) {
    assertThat(rejected(name, "").getFirst().code().id()).isEqualTo("reference.bad-name");
  }

  @Test
  void tooManyRowsAreRefused() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ReferenceSet.MAX_ROWS; row++) {
      text.append("amd-sev-snp guest_svn ").append(row).append('\n');
    }
    assertThat(Samples.set("a", text.toString()).rows()).hasSize(ReferenceSet.MAX_ROWS);

    text.append("amd-sev-snp guest_svn 100000\n");

    assertThat(rejected("a", text.toString()).getFirst().code().id())
        .isEqualTo("reference.too-many-rows");
  }

  @Test
  void tooMuchTextIsRefused() {
    String text = "#".repeat(ReferenceSet.MAX_TEXT_BYTES);
    assertThat(Samples.set("a", text).rows()).isEmpty();

    assertThat(rejected("a", text + "#").getFirst().code().id()).isEqualTo("reference.too-large");
  }

  @ParameterizedTest
  @CsvSource({"202E", "0007", "000B", "2028", "200B"})
  void hiddenCharacterIsRefused(String point) {
    String text = "# " + Character.toString(Integer.parseInt(point, 16)) + "\n";

    assertThat(rejected("a", text).getFirst().code().id()).isEqualTo("reference.not-text");
  }

  @Test
  void manyFaultsAreCutOff() {
    List<Diagnostic> diagnostics = rejected("a", "amd-sev-snp vmpl 9\n".repeat(5000));

    assertThat(diagnostics).hasSize(101);
    assertThat(diagnostics.getLast().code().id()).isEqualTo("reference.too-many-errors");
  }
}
