package dev.sealkeep.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.evaluate.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Constants and named conditions. */
class DeclarationsTest {
  private static String policy(String... lines) {
    return "sealkeep 1\npolicy p {\n" + String.join("\n", lines) + "\n}\n";
  }

  private static Diagnostic first(String source) {
    return Samples.rejected(source).getFirst();
  }

  private static List<DiagnosticCode> warnings(String source) {
    return ((Compilation.Compiled) PolicyCompiler.compile(source))
        .warnings().stream().map(Diagnostic::code).toList();
  }

  private static Reason reason(String source, Map<String, ClaimValue> claims) {
    return Samples.policy(source).evaluate(Samples.claims(claims), Map.of()).reason();
  }

  @Test
  void constantIsTheValueBehindIt() {
    String source =
        policy(
            "const least = 2",
            "const floor = tcb(genoa: { bootloader: 9, tee: 0, snp: 23, microcode: 72 })",
            "const wanted = genoa",
            "const provider = \"CN=cc-us-east-2.amazonaws.com\"",
            "permit amd-sev-snp {",
            "  guest_svn >= least",
            "  reported_tcb >= floor",
            "  product == wanted and product in [milan, wanted]",
            "  csp_id == provider",
            "}");

    assertThat(reason(source, Map.of("guest_svn", new ClaimValue.Int(2))))
        .isEqualTo(Reason.PERMITTED);
    assertThat(reason(source, Map.of("guest_svn", new ClaimValue.Int(1))))
        .isEqualTo(Reason.NO_PERMIT_MATCHED);
  }

  @Test
  void listIsUsedWithIn() {
    String source =
        policy(
            "const levels = [0, 3]",
            "const named = [\"SA-1\", \"SA-2\"]",
            "permit amd-sev-snp { vmpl in levels }",
            "permit intel-tdx { tcb.advisories in named }");

    assertThat(reason(source, Map.of())).isEqualTo(Reason.PERMITTED);
    assertThat(reason(source, Map.of("vmpl", new ClaimValue.Int(1))))
        .isEqualTo(Reason.NO_PERMIT_MATCHED);
    assertThat(reason(source.replace("in levels", "not in levels"), Map.of()))
        .isEqualTo(Reason.NO_PERMIT_MATCHED);
    ClaimSet bad =
        new ClaimSet(
            "intel-tdx", Map.of("tcb.advisories", new ClaimValue.Words(List.of("SA-1", "SA-3"))));
    assertThat(Samples.policy(source).evaluate(bad, Map.of()).permitted()).isFalse();
  }

  @Test
  void listIsNoValueAndAValueIsNoList() {
    Diagnostic list = first(policy("const levels = [0]", "permit amd-sev-snp { vmpl == levels }"));
    Diagnostic value = first(policy("const level = 0", "permit amd-sev-snp { vmpl in level }"));

    assertThat(list.code()).isEqualTo(DiagnosticCode.TYPE_MISMATCH);
    assertThat(list.message()).contains("`levels` is a list of values");
    assertThat(value.code()).isEqualTo(DiagnosticCode.UNKNOWN_REFERENCE);
  }

  @Test
  void wrongElementOfAListIsAnErrorWhereverItStands() {
    for (String list : List.of("[9, 0]", "[0, 9]")) {
      assertThat(first(policy("const l = " + list, "permit amd-sev-snp { vmpl in l }")).code())
          .isEqualTo(DiagnosticCode.OUT_OF_RANGE);
      assertThat(first(policy("permit amd-sev-snp { vmpl in " + list + " }")).code())
          .isEqualTo(DiagnosticCode.OUT_OF_RANGE);
    }
  }

  @Test
  void conditionMeansWhatItWouldMeanWrittenOut() {
    String source =
        policy(
            "let hardened = not policy.debug and vmpl == 0",
            "let mine = hardened or vmpl == 3",
            "let current = not_after > \"2026-01-01T00:00:00Z\"",
            "permit amd-sev-snp { mine",
            "  all certificates { current }",
            "}");

    assertThat(reason(source, Map.of())).isEqualTo(Reason.PERMITTED);
    assertThat(reason(source, Map.of("vmpl", new ClaimValue.Int(3)))).isEqualTo(Reason.PERMITTED);
    assertThat(reason(source, Map.of("vmpl", new ClaimValue.Int(1))))
        .isEqualTo(Reason.NO_PERMIT_MATCHED);
    assertThat(reason(source, Map.of("certificates", new ClaimValue.Entries(List.of(Map.of())))))
        .isEqualTo(Reason.PERMIT_UNDECIDED);
  }

  @Test
  void conditionMayUseThoseAboveIt() {
    Diagnostic below = first(policy("let a = b", "let b = vmpl == 0", "permit amd-sev-snp { a }"));
    Diagnostic itself = first(policy("let a = a", "permit amd-sev-snp { a }"));

    assertThat(below.code()).isEqualTo(DiagnosticCode.USED_BEFORE);
    assertThat(below.line()).isEqualTo(3);
    assertThat(itself.code()).isEqualTo(DiagnosticCode.USED_BEFORE);
    assertThat(
            reason(
                policy("permit amd-sev-snp { b and b }", "let a = vmpl == 0", "let b = a and a"),
                Map.of()))
        .isEqualTo(Reason.PERMITTED);
  }

  @Test
  void namesWithinNamesAreBounded() {
    StringBuilder chain = new StringBuilder("let c1 = vmpl == 0\n");
    for (int i = 2; i <= ExpressionTyper.MAX_DEPTH + 1; i++) {
      chain.append("let c%d = c%d and c%d\n".formatted(i, i - 1, i - 1));
    }
    int deepest = ExpressionTyper.MAX_DEPTH;

    // The names side by side are not deeper than one of them.
    String allowed = policy(chain + "permit amd-sev-snp { c" + deepest + "\n c" + deepest + " }");
    String refused = policy(chain + "permit amd-sev-snp { c" + (deepest + 1) + " }");

    assertThat(Samples.policy(allowed).cost()).isEqualTo(2L << (deepest - 1));
    assertThat(first(refused).code()).isEqualTo(DiagnosticCode.TOO_DEEP);
  }

  @Test
  void testsOfAClauseAreBoundedWithNamesWrittenOut() {
    String names =
        "let a = "
            + "vmpl == 0 and ".repeat(15)
            + "vmpl == 0\n"
            + "let b = "
            + "a and ".repeat(31)
            + "a\n"
            + "let c = "
            + "b and ".repeat(31)
            + "b\n";

    assertThat(Samples.policy(policy(names, "permit amd-sev-snp { c }")).cost())
        .isEqualTo(ExpressionTyper.MAX_TESTS);
    Diagnostic more = first(policy(names, "permit amd-sev-snp { c", "vmpl == 0 }"));
    assertThat(more.code()).isEqualTo(DiagnosticCode.TOO_COSTLY);
    assertThat(more.message()).contains("at most 16384 conditions");
  }

  @Test
  void conditionThatNothingUsesIsCheckedAllTheSame() {
    String permit = "permit intel-tdx { debug_or_so }\n".replace("debug_or_so", "used");
    String used = "let used = not td_attributes.debug\n";
    String misspelt = policy(used + "let spare = vmpI == 0\n" + permit);
    String right =
        policy(used + "let spare = vmpl == 0\n" + permit + "permit amd-sev-snp { vmpl == 0 }");

    assertThat(first(misspelt).code()).isEqualTo(DiagnosticCode.UNKNOWN_CLAIM);
    assertThat(first(misspelt).line()).isEqualTo(4);
    assertThat(warnings(right)).containsExactly(DiagnosticCode.UNUSED_CONDITION);
  }

  @Test
  void whatNothingUsesIsAWarning() {
    String source =
        policy(
            "const spare = 1",
            "let idle = vmpl == 1",
            "reference builds = set \"builds\"",
            "permit amd-sev-snp { vmpl == 0 }");

    assertThat(warnings(source))
        .containsExactlyInAnyOrder(
            DiagnosticCode.UNUSED_CONSTANT,
            DiagnosticCode.UNUSED_CONDITION,
            DiagnosticCode.UNUSED_REFERENCE);
    assertThat(Samples.policy(source).referenceSets()).isEmpty();
  }

  @Test
  void namesAreDeclaredOnceWhateverTheirKind() {
    String clause = "permit amd-sev-snp { a }";

    Diagnostic lets = first(policy("let a = vmpl == 0", "let a = vmpl == 1", clause));
    Diagnostic mixed = first(policy("let a = vmpl == 0", "const a = 1", clause));

    assertThat(lets.code()).isEqualTo(DiagnosticCode.DUPLICATE);
    assertThat(lets.line()).isEqualTo(4);
    assertThat(mixed.code()).isEqualTo(DiagnosticCode.DUPLICATE);
    assertThat(mixed.line()).isEqualTo(4);
  }

  @Test
  void declaredNameIsPlain() {
    assertThat(first(policy("let -a = vmpl == 0", "permit amd-sev-snp { -a }")).line())
        .isEqualTo(3);
    assertThat(
            first(
                    policy(
                        "let " + "a".repeat(64) + " = vmpl == 0",
                        "permit amd-sev-snp { vmpl == 0 }"))
                .code())
        .isEqualTo(DiagnosticCode.BAD_NAME);
  }

  @Test
  void declaredNameHidesAClaimWithAWarning() {
    Policy policy =
        Samples.policy(policy("let vmpl = policy.debug", "permit amd-sev-snp { vmpl }"));

    assertThat(policy.evaluate(Samples.claims(Map.of()), Map.of()).permitted()).isFalse();
    assertThat(warnings(policy("let vmpl = policy.debug", "permit amd-sev-snp { vmpl }")))
        .contains(DiagnosticCode.SHADOWS);
  }
}
