package dev.sealkeep.policy.evaluate;

import static dev.sealkeep.policy.evaluate.Outcome.FALSE;
import static dev.sealkeep.policy.evaluate.Outcome.TRUE;
import static dev.sealkeep.policy.evaluate.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code any} and {@code all} over a list of entries. */
class EntriesTest {
  private static final String DIGEST = "5a".repeat(32);

  /** A certificate of an issuer; of none if the word is {@code -}. */
  private static Map<String, ClaimValue> certificate(String issuer) {
    return issuer.equals("-")
        ? Map.of("subject", new ClaimValue.Text("leaf"))
        : Map.of("issuer", new ClaimValue.Text(issuer), "sha256", ClaimValue.Bytes.ofHex(DIGEST));
  }

  private static Map<String, ClaimValue> chain(Stream<String> issuers) {
    return Map.of(
        "certificates", new ClaimValue.Entries(issuers.map(EntriesTest::certificate).toList()));
  }

  private static CheckResult check(Evaluation evaluation) {
    return evaluation
        .explanation()
        .clauses()
        .getFirst()
        .conditions()
        .getFirst()
        .checks()
        .getFirst();
  }

  private static Evaluation evaluate(
      String condition, Map<String, ReferenceSet> sets, String... issuers) {
    return Samples.policy(Samples.permit(condition))
        .evaluate(Samples.claims(chain(Stream.of(issuers))), sets);
  }

  @ParameterizedTest
  @CsvSource({
    "'',    FALSE,   TRUE",
    "a,     TRUE,    TRUE",
    "b,     FALSE,   FALSE",
    "-,     UNKNOWN, UNKNOWN",
    "a b,   TRUE,    FALSE",
    "b a,   TRUE,    FALSE",
    "a -,   TRUE,    UNKNOWN",
    "- a,   TRUE,    UNKNOWN",
    "b -,   UNKNOWN, FALSE",
    "- b,   UNKNOWN, FALSE",
    "a b -, TRUE,    FALSE",
  })
  void anyIsADisjunctionAndAllAConjunction(String issuers, Outcome any, Outcome all) {
    String[] words = issuers.isEmpty() ? new String[0] : issuers.split(" ");
    String body = " certificates { issuer == \"a\" }";

    assertThat(check(evaluate("any" + body, Map.of(), words)).outcome()).isEqualTo(any);
    assertThat(check(evaluate("all" + body, Map.of(), words)).outcome()).isEqualTo(all);
  }

  @Test
  void explanationCountsTheEntriesThatMeetTheBody() {
    CheckResult result =
        check(evaluate("any certificates { issuer == \"a\" }", Map.of(), "a", "b", "a", "-"));

    assertThat(result.describe()).isEqualTo("true: actual 4 entries is met by 2 of 4");
    assertThat(result.expected()).isEqualTo("any meets { issuer == \"a\" }");
    assertThat(result.asMap())
        .containsEntry("actual", "4 entries")
        .containsEntry("note", "is met by 2 of 4");
  }

  @Test
  void explanationCountsTheEntriesThatAreUndecided() {
    String all = "all certificates { issuer == \"a\" }";

    assertThat(check(evaluate(all, Map.of(), "a", "-")).describe())
        .isEqualTo("unknown because of 1 entry of certificates it is unknown");
    assertThat(check(evaluate(all, Map.of(), "-", "a", "-")).describe())
        .isEqualTo("unknown because of 2 entries of certificates it is unknown");
    assertThat(check(evaluate(all, Map.of(), "-")).expected())
        .isEqualTo("all meet { issuer == \"a\" }");
  }

  @Test
  void everyConditionOfTheBodyHasToHoldOfOneEntry() {
    String body = "certificates {\n issuer != \"a\"\n issuer != \"b\"\n}";

    assertThat(check(evaluate("any " + body, Map.of(), "a", "b")).outcome()).isEqualTo(FALSE);
    assertThat(check(evaluate("any " + body, Map.of(), "a", "b", "c")).outcome()).isEqualTo(TRUE);
    assertThat(check(evaluate("not any " + body, Map.of(), "a")).outcome()).isEqualTo(FALSE);
  }

  @Test
  void fieldIsLookedUpInASetBehindItsListsName() {
    String condition = "all certificates { sha256 in builds }";

    assertThat(check(evaluate(condition, builds("certificates.sha256"), "a")).outcome())
        .isEqualTo(TRUE);
    assertThat(check(evaluate(condition, builds("certificates.public_key_sha256"), "a")).outcome())
        .isEqualTo(FALSE);
  }

  private static Map<String, ReferenceSet> builds(String column) {
    return Samples.sets(
        Samples.set("payments/builds", "amd-sev-snp " + column + " " + DIGEST + "\n"));
  }

  @Test
  void missingSetWithinAnEntryIsTheReason() {
    Evaluation evaluation = evaluate("any certificates { sha256 in others }", Map.of(), "b", "-");

    assertThat(evaluation.reason()).isEqualTo(Reason.REFERENCE_MISSING);
    assertThat(check(evaluation).doubt()).contains(new Doubt.ReferenceMissing("others"));
  }

  @Test
  void firstSetThatIsMissingIsNamed() {
    Evaluation evaluation =
        evaluate("any certificates { sha256 in others or sha256 in builds }", Map.of(), "b");

    assertThat(check(evaluation).doubt()).contains(new Doubt.ReferenceMissing("others"));
  }

  @Test
  void missingSetIsNotTheReasonWhereTheEntriesAreDecidedWithoutIt() {
    Evaluation evaluation =
        Samples.policy(
                Samples.permit(
                    "any certificates { sha256 in others or issuer == \"a\" }",
                    "csp_id == \"here\""))
            .evaluate(new ClaimSet(Samples.SNP, chain(Stream.of("a"))), Map.of());

    assertThat(evaluation.reason()).isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(check(evaluation).outcome()).isEqualTo(TRUE);
  }

  @Test
  void listLongerThanItsBoundIsUnknownWhateverElse() {
    Policy policy =
        Samples.policy(Samples.permit("any certificates { issuer == \"a\" }", "vmpl == 0"));
    ClaimSet longest = Samples.claims(chain(Collections.nCopies(32, "a").stream()));
    ClaimSet tooLong = Samples.claims(chain(Collections.nCopies(33, "a").stream()));

    assertThat(policy.evaluate(longest, Map.of()).permitted()).isTrue();
    assertThat(policy.evaluate(tooLong, Map.of()).reason()).isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(policy.evaluate(tooLong, Map.of()).comparisons()).isEqualTo(1);
    assertThat(check(policy.evaluate(tooLong, Map.of())).describe())
        .isEqualTo("unknown because claim certificates is not a list of entries");
  }

  @Test
  void explanationOfTheLongestLogIsAsShortAsThatOfAShortOne() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit azure-vtpm {
                all event_log.events { register != 4 or type == "EV_IPL" }
                any event_log.events { register == 9 }
              }
            }
            """);

    Evaluation longest = policy.evaluate(log(4_096), Map.of());

    assertThat(longest.comparisons()).isEqualTo(3 * 4_096).isEqualTo((int) policy.cost());
    assertThat(longest.explanation().render()).contains("is met by 512 of 4096");
    assertThat(longest.explanation().render().length())
        .isLessThan(policy.evaluate(log(8), Map.of()).explanation().render().length() + 20);
    assertThat(check(longest).outcome()).isEqualTo(FALSE);
  }

  private static ClaimSet log(int events) {
    return new ClaimSet(
        "azure-vtpm",
        Map.of(
            "event_log.events",
            new ClaimValue.Entries(
                IntStream.range(0, events)
                    .mapToObj(
                        i ->
                            Map.<String, ClaimValue>of(
                                "register",
                                new ClaimValue.Int(i % 2 == 0 ? 4 : 4 + i % 8),
                                "type",
                                new ClaimValue.Text("EV_SEPARATOR")))
                    .toList())));
  }

  @Test
  void valueThatIsNoListIsUnknown() {
    Map<String, ClaimValue> text = Map.of("certificates", new ClaimValue.Words(List.of("a")));

    assertThat(Samples.evaluate("all certificates { issuer == \"a\" }", text).reason())
        .isEqualTo(Reason.PERMIT_UNDECIDED);
    assertThat(check(Samples.evaluate("any certificates { issuer == \"a\" }", text)).outcome())
        .isEqualTo(UNKNOWN);
  }
}
