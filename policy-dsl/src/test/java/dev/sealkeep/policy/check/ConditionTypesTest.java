package dev.sealkeep.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a condition may ask of a claim of a type. */
class ConditionTypesTest {
  private static Diagnostic first(String condition) {
    return Samples.rejected(
            Samples.permit(condition, "guest_svn not in builds or guest_svn not in others"))
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vmpl contains \"a\"                      | OPERATOR      | which `contains` does not take",
        "any vmpl { issuer == \"a\" }             | OPERATOR      | which has no entries",
        "certificates                             | TYPE_MISMATCH | so it cannot stand alone",
        "certificates == 1                        | OPERATOR      | which has no `==`",
        "any certificates { }                     | EMPTY_LIST    | nothing is asked of the"
            + " entries",
        "any certificates { vmpl == 0 }           | UNKNOWN_CLAIM | is not a field of the entries"
            + " of `certificates`",
        "any certificates { serial == hex\"\" }   | WRONG_LENGTH  | 1 to 20 bytes",
        "collateral.age in builds                 | OPERATOR      | which `in` does not take",
        "collateral.age in [1d]                   | OPERATOR      | which `in` does not take",
        "policy.debug in [true]                   | OPERATOR      | which `in` does not take",
        "measurement < hex\"00\"                  | OPERATOR      | which has no `<`",
        "vmpl in builds and vmpl in nothing       | UNKNOWN_REFERENCE | declares no reference"
            + " `nothing`",
        "vmpl in []                               | EMPTY_LIST    | the list has no element",
        "csp_id == 7                              | TYPE_MISMATCH | is text, not a number",
        "endorsement.not_after > \"tomorrow\"     | BAD_LITERAL   | is a time of ISO 8601 in UTC",
        "reported_tcb < tcb(genoa: { bootloader: 0, tee: 0, snp: 0, microcode: 0 }) | OPERATOR |"
            + " which has no `<`",
        "reported_tcb >= 5                        | TYPE_MISMATCH | is a TCB vector, not a number",
      })
  void conditionThatATypeDoesNotHaveIsAnError(
      String condition, DiagnosticCode code, String message) {
    assertThat(first(condition).code()).isEqualTo(code);
    assertThat(first(condition).message()).contains(message);
  }

  @Test
  void suggestionsAreOfThePlace() {
    assertThat(first("any certificates { isuer == \"a\" }").suggestion())
        .hasValueSatisfying(text -> assertThat(text).contains("issuer"));
    assertThat(first("certificates").suggestion())
        .contains("ask about its entries, such as `any certificates { subject ... }`");
  }

  @Test
  void digestOfAnotherFunctionIsAnError() {
    Diagnostic diagnostic =
        first("any certificates { sha256 == sha384\"" + "00".repeat(48) + "\" }");

    assertThat(diagnostic.code()).isEqualTo(DiagnosticCode.TYPE_MISMATCH);
    assertThat(diagnostic.message())
        .isEqualTo("`sha256` is a SHA-256 digest of 32 bytes, not a SHA-384 digest");
    for (String digest : new String[] {"sha256", "hex"}) {
      assertThat(
              Samples.policy(
                      Samples.permit(
                          "any certificates { sha256 == "
                              + digest
                              + "\""
                              + "00".repeat(32)
                              + "\" }"))
                  .cost())
          .isEqualTo(32);
    }
    assertThat(
            Samples.policy(Samples.permit("measurement == sha384\"" + "00".repeat(48) + "\""))
                .cost())
        .isEqualTo(1);
  }

  @Test
  void textIsBounded() {
    String longest = "a".repeat(1024);

    assertThat(Samples.policy(Samples.permit("csp_id == \"" + longest + "\"")).cost()).isEqualTo(1);
    assertThat(first("csp_id == \"" + longest + "a\"").code())
        .isEqualTo(DiagnosticCode.OUT_OF_RANGE);
  }

  @Test
  void floorIsWholeWhateverTheOrderOfItsFaults() {
    String floor = "tcb(%s: { bootloader: 0, tee: 0, snp: 0, microcode: 0 }, ";
    String good = "genoa: { bootloader: 0, tee: 0, snp: 0, microcode: 0 })";

    assertThat(first("reported_tcb >= " + floor.formatted("genova") + good).code())
        .isEqualTo(DiagnosticCode.UNKNOWN_PRODUCT);
    assertThat(first("reported_tcb >= " + floor.formatted("genoa") + good).code())
        .isEqualTo(DiagnosticCode.DUPLICATE);
  }

  private static boolean pins(String condition) {
    return PolicyCompiler.compile(Samples.permit(condition))
            instanceof Compilation.Compiled compiled
        && compiled.warnings().stream()
            .anyMatch(warning -> warning.code() == DiagnosticCode.VERSION_PINNED);
  }

  @Test
  void versionThatIsPinnedIsAWarning() {
    assertThat(pins("guest_svn in builds")).isTrue();
    assertThat(pins("guest_svn in [1, 2]")).isTrue();
    assertThat(pins("guest_svn == 1")).isTrue();
    assertThat(pins("guest_svn not in builds")).isFalse();
    assertThat(pins("guest_svn not in [1, 2]")).isFalse();
    assertThat(pins("guest_svn != 1")).isFalse();
    assertThat(pins("guest_svn >= 1")).isFalse();
    assertThat(pins("vmpl == 1")).isFalse();
  }
}
