package dev.sealkeep.policy.hole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTest {
  private static Review review(String source) {
    return Review.of(source, Samples.policy(source), Map.of());
  }

  private static List<String> open(Review review, String code) {
    return review.open().stream()
        .filter(f -> f.hole().code().equals(code))
        .map(f -> String.valueOf(f.clause().line()))
        .toList();
  }

  @Test
  void aCommentInAClauseSpeaksOfThatClauseAlone() {
    Review review =
        review(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp {
                # accepts-hole: hole.snp.debug developers debug there
                reported_tcb >= tcb(genoa: { bootloader: 1, tee: 0, snp: 1, microcode: 1 })
              }
              permit amd-sev-snp { vmpl == 0 }
            }
            """);

    assertThat(open(review, "hole.snp.debug")).containsExactly("7");
    assertThat(review.accepted())
        .singleElement()
        .satisfies(
            accepted -> {
              assertThat(accepted.reason()).isEqualTo("developers debug there");
              assertThat(accepted.finding().clause().line()).isEqualTo(3);
            });
    assertThat(review.diagnostics()).isEmpty();
  }

  @Test
  void aCommentElsewhereSpeaksOfTheWholePolicy() {
    Review review =
        review(
            """
            #accepts-hole: hole.snp.debug for the laboratory
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 0 }
              permit amd-sev-snp { vmpl == 1 }
            }
            """);

    assertThat(open(review, "hole.snp.debug")).isEmpty();
    assertThat(review.accepted()).hasSize(2);
    assertThat(review.hasErrors()).isFalse();
  }

  @Test
  void whatIsAcceptedDoesNotFail() {
    String policy =
        """
        sealkeep 1
        policy p {
          %s
          permit simulated-amd-sev-snp { vmpl == 0 }
        }
        """;

    assertThat(review(policy.formatted("")).fails(HoleSeverity.HIGH)).isTrue();
    assertThat(review(policy.formatted("")).fails(HoleSeverity.CRITICAL)).isFalse();
    assertThat(
            review(policy.formatted("# accepts-hole: hole.simulated to throw away"))
                .fails(HoleSeverity.LOW))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# accepts-hole: hole.snp.debgu why | HOLE_UNKNOWN | did you mean `hole.snp.debug`?",
        "# accepts-hole: nonsense why | HOLE_UNKNOWN | `sealkeep policy holes --list` shows every"
            + " code",
        "# accepts-hole: hole.snp.debug | HOLE_WITHOUT_REASON | say behind the code why it does no"
            + " harm here",
        "# accepts-hole hole.snp.debug why | HOLE_MALFORMED | write `# accepts-hole: CODE reason`"
            + " on a line of its own",
        "# accepts-hole: | HOLE_MALFORMED | write `# accepts-hole: CODE reason` on a line of its"
            + " own",
        "vmpl <= 3 # accepts-hole: hole.snp.debug why | HOLE_MALFORMED | write `# accepts-hole:"
            + " CODE reason` on a line of its own"
      })
  void aCommentThatCannotBeReadIsAnError(String line, DiagnosticCode code, String suggestion) {
    Review review = review("sealkeep 1\npolicy p {\npermit amd-sev-snp {\n  " + line + "\n}\n}\n");

    assertThat(review.hasErrors()).isTrue();
    assertThat(review.diagnostics())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo(code);
              assertThat(found.line()).isEqualTo(4);
              assertThat(found.suggestion()).contains(suggestion);
            });
    assertThat(open(review, "hole.snp.debug")).containsExactly("3");
  }

  @Test
  void acceptingAHoleThatIsNotThereIsAWarningAtItsCode() {
    Review review =
        review(
            """
            sealkeep 1
            policy p {
              # accepts-hole: hole.snp.debug long mended
              permit amd-sev-snp { not policy.debug }
            }
            """);

    assertThat(review.hasErrors()).isFalse();
    assertThat(review.diagnostics())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo(DiagnosticCode.HOLE_NOT_THERE);
              assertThat(warning.line()).isEqualTo(3);
              assertThat(warning.column()).isEqualTo(19);
              assertThat(warning.region().length()).isEqualTo("hole.snp.debug".length());
            });
  }

  @Test
  void aClauseThatPermitsNothingIsAWarningAtItsWord() {
    Review review =
        review(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 0 }
              permit amd-sev-snp { tpm2.tpm.ak_bound_by == hardware_vmpl0 }
            }
            """);

    assertThat(review.hasErrors()).isFalse();
    assertThat(review.diagnostics())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo(DiagnosticCode.CLAUSE_NEVER_MET);
              assertThat(warning.line()).isEqualTo(4);
              assertThat(warning.column()).isEqualTo(3);
              assertThat(warning.region().length()).isEqualTo("permit".length());
            });
  }

  @Test
  void textThatOnlyLooksLikeACommentIsNone() {
    Review review =
        review(
            """
            sealkeep 1
            policy p {
              description "see # accepts-hole: hole.snp.debug there"
              permit amd-sev-snp { vmpl == 0 }
            }
            """);

    assertThat(review.diagnostics()).isEmpty();
    assertThat(open(review, "hole.snp.debug")).containsExactly("4");
  }

  @Test
  void anUndecidedHoleFailsUnlessItIsAccepted() {
    String source =
        """
        sealkeep 1
        policy p {
          %s
          permit simulated-amd-sev-snp { vmpl == 0 or policy.smt }
        }
        """;

    String plain = source.formatted("");
    Findings undecided = HoleSearch.of(Samples.policy(plain), Map.of(), 1);
    Review review = Review.of(plain, undecided);
    assertThat(review.undecided()).hasSize(1);
    assertThat(review.fails(HoleSeverity.HIGH)).isTrue();

    String accepting = source.formatted("# accepts-hole: hole.simulated to throw away");
    assertThat(Review.of(accepting, undecided).fails(HoleSeverity.HIGH)).isFalse();
    assertThat(Review.of(accepting, undecided).diagnostics()).isEmpty();
  }
}
