package dev.sealkeep.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import org.junit.jupiter.api.Test;

class PolicyFormatterTest {
  private static String format(String source) {
    return switch (PolicyFormatter.format(source)) {
      case Formatting.Formatted formatted -> formatted.text();
      case Formatting.Refused refused -> throw new AssertionError(refused.diagnostics());
    };
  }

  /** Items within a policy, without the policy's own lines. */
  private static String items(String items) {
    String formatted = format("sealkeep 1\npolicy p {\n" + items + "\n}");
    String first = "sealkeep 1\npolicy p {\n";
    assertThat(formatted).startsWith(first).endsWith("\n}\n");
    return formatted.substring(first.length(), formatted.length() - "}\n".length()).indent(-2);
  }

  @Test
  void blanksAreOneAndLinesAreIndentedByTwo() {
    assertThat(
            format("  sealkeep   1\npolicy\tp{permit amd-sev-snp{\nvmpl==0\nnot  policy.debug}}"))
        .isEqualTo(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp {
                vmpl == 0
                not policy.debug
              }
            }
            """);
  }

  @Test
  void oneEmptyLineIsKeptBetweenGroupsAndNoneAtTheEdges() {
    String source =
        """


        sealkeep 1
        policy p {

          description "d"



          permit amd-sev-snp {

            vmpl == 0


            guest_svn >= 1

          }

        }


        """;

    assertThat(format(source))
        .isEqualTo(
            """
            sealkeep 1
            policy p {
              description "d"

              permit amd-sev-snp {
                vmpl == 0

                guest_svn >= 1
              }
            }
            """);
  }

  @Test
  void commentsStayWhereTheySaySomething() {
    String source =
        """
        # first
        sealkeep 1 # version

        # about
        policy p { # name
        # above
          permit amd-sev-snp { # eu
            vmpl == 0# zero
            guest_svn >= 10 # ten
            # last
          } # closed
          # end
        } # over
        # out
        """;

    assertThat(format(source))
        .isEqualTo(
            """
            # first
            sealkeep 1   # version

            # about
            policy p {   # name
              # above
              permit amd-sev-snp {   # eu
                vmpl == 0         # zero
                guest_svn >= 10   # ten
                # last
              }   # closed
              # end
            }   # over
            # out
            """);
  }

  @Test
  void bodyStaysOnOneLineWhereItsAuthorHadItThereAndItFits() {
    assertThat(items("forbid amd-sev-snp{policy.debug}because \"x\""))
        .isEqualTo("forbid amd-sev-snp { policy.debug } because \"x\"\n");
    assertThat(items("forbid amd-sev-snp {\npolicy.debug } because \"x\""))
        .isEqualTo("forbid amd-sev-snp {\n  policy.debug\n} because \"x\"\n");
    assertThat(items("forbid amd-sev-snp { policy.debug } because \"" + "x".repeat(60) + '"'))
        .isEqualTo("forbid amd-sev-snp {\n  policy.debug\n} because \"" + "x".repeat(60) + "\"\n");
    assertThat(items("permit amd-sev-snp {\n\n}")).isEqualTo("permit amd-sev-snp {}\n");
  }

  @Test
  void shortListIsOneLineAndLongListOneElementALine() {
    assertThat(items("const a = [\n1,\n2,\n]")).isEqualTo("const a = [1, 2]\n");
    String word = '"' + "x".repeat(40) + '"';
    assertThat(items("const a = [%s, %s, %s]".formatted(word, word, word)))
        .isEqualTo("const a = [\n  %s,\n  %s,\n  %s,\n]\n".formatted(word, word, word));
    assertThat(items("const a = [1, # one\n2 # two\n]"))
        .isEqualTo("const a = [\n  1,   # one\n  2,   # two\n]\n");
    assertThat(items("const a = [ # all\n1\n# none\n]"))
        .isEqualTo("const a = [   # all\n  1,\n  # none\n]\n");
  }

  @Test
  void floorsOfSeveralProductsStandBelowOneAnother() {
    assertThat(items("const a = tcb(genoa:{snp:0x0A,tee:0,},turin:{snp:1})"))
        .isEqualTo(
            """
            const a = tcb(genoa: { snp: 0x0a, tee: 0 },
                          turin: { snp: 1 })
            """);
    assertThat(items("const a = tcb(genoa:{snp:1}, # old\nturin:{\nsnp:1})"))
        .isEqualTo(
            """
            const a = tcb(genoa: { snp: 1 },   # old
                          turin: { snp: 1 })
            """);
  }

  @Test
  void floorThatIsTooLongHasOneComponentALine() {
    String components =
        "comp01: 255, comp02: 255, comp03: 255, comp04: 255, comp05: 255, comp06: 255";

    assertThat(items("const minimum = tcb(sgx: { " + components + ", comp07: 255 })"))
        .startsWith("const minimum = tcb(\n  sgx: {\n    comp01: 255,\n    comp02: 255,\n")
        .endsWith("    comp07: 255,\n  },\n)\n");
  }

  @Test
  void operatorBeginsTheLineThatGoesOn() {
    assertThat(items("let a = vmpl == 0 and\n guest_svn >= 1 and policy.smt"))
        .isEqualTo("let a = vmpl == 0\n  and guest_svn >= 1 and policy.smt\n");
    assertThat(items("let a = vmpl == 0 and # why\n # what\n guest_svn >= 1"))
        .isEqualTo("let a = vmpl == 0   # why\n  # what\n  and guest_svn >= 1\n");
  }

  @Test
  void lineThatIsTooLongIsBrokenAtItsOutermostOperator() {
    String flag = "policy.single_socket and policy.ciphertext_hiding_dram";

    assertThat(items("let a = " + flag + " or " + flag + " or policy.smt"))
        .isEqualTo("let a = " + flag + "\n  or " + flag + "\n  or policy.smt\n");
  }

  @Test
  void innerChainIsSetOffFromTheOneAroundIt() {
    assertThat(items("let a = policy.smt or policy.debug\nand vmpl == 0\nor vmpl == 1"))
        .isEqualTo(
            """
            let a = policy.smt
              or policy.debug
                and vmpl == 0
              or vmpl == 1
            """);
    assertThat(items("let a = not (policy.smt or\npolicy.debug)"))
        .isEqualTo(
            """
            let a = not (
              policy.smt
              or policy.debug
            )
            """);
  }

  @Test
  void commentBehindNotMovesAboveItsCondition() {
    assertThat(items("let a = not # why\nvmpl == 0")).isEqualTo("# why\nlet a = not vmpl == 0\n");
    assertThat(items("let a = vmpl not # why\nin [0]"))
        .isEqualTo("# why\nlet a = vmpl not in [0]\n");
    assertThat(items("let a = policy.smt and not # why\nvmpl == 0"))
        .isEqualTo("let a = policy.smt\n  # why\n  and not vmpl == 0\n");
  }

  @Test
  void commentBeforeTheReasonPutsTheReasonOnALineOfItsOwn() {
    assertThat(items("forbid amd-sev-snp { policy.debug } # old\n# news\nbecause \"x\" # end"))
        .isEqualTo(
            """
            forbid amd-sev-snp { policy.debug }   # old
            # news
            because "x"   # end
            """);
  }

  @Test
  void spellingsOfLiteralsAreKeptButForTheCaseOfDigits() {
    assertThat(items("const a = 0xAb\nconst b = sha256\"%s\"".formatted("Ab".repeat(32))))
        .isEqualTo("const a = 0xab\nconst b = sha256\"%s\"\n".formatted("ab".repeat(32)));
    assertThat(items("const a = \"A \\\" \\\\ é\"\nconst b = 168h\nconst c = 007"))
        .isEqualTo("const a = \"A \\\" \\\\ é\"\nconst b = 168h\nconst c = 007\n");
  }

  @Test
  void errorsOfTypesDoNotKeepAPolicyFromBeingLaidOut() {
    assertThat(items("permit no-such{no_claim==3}"))
        .isEqualTo("permit no-such { no_claim == 3 }\n");
  }

  @Test
  void whatCannotBeReadIsRefusedWithEverythingThatTheCompilerSays() {
    String source =
        "sealkeep 1\npolicy p {\npermit no-such { }\npermit amd-sev-snp { vmpl = 0 }\n}";

    assertThat(PolicyFormatter.format(source))
        .isInstanceOfSatisfying(
            Formatting.Refused.class,
            refused ->
                assertThat(refused.diagnostics())
                    .extracting(Diagnostic::code)
                    .containsExactly(DiagnosticCode.UNKNOWN_TECHNOLOGY, DiagnosticCode.SYNTAX));
    assertThat(PolicyFormatter.format("# " + "x".repeat(64 * 1024)))
        .isInstanceOfSatisfying(
            Formatting.Refused.class,
            refused ->
                assertThat(refused.diagnostics())
                    .extracting(Diagnostic::code)
                    .containsExactly(DiagnosticCode.TOO_LARGE));
  }

  @Test
  void nestingAtItsBoundIsLaidOut() {
    String source = "let a = " + "(".repeat(32) + "policy.smt" + ")".repeat(32);

    assertThat(items(source)).isEqualTo(source + "\n");
  }
}
