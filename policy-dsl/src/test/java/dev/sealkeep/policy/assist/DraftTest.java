package dev.sealkeep.policy.assist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sealkeep.policy.generated.LooseLayout;
import dev.sealkeep.policy.generated.PolicyGenerator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Help in whole and in broken texts; {@code |} marks the place that is asked about. */
class DraftTest {
  private static final String HEAD =
      """
      sealkeep 1
      policy p {
        reference builds = set "a/b"   # é
        const servers = [genoa, turin]
        const least = 3
        let hardened = vmpl == 0
        permit amd-sev-snp {
          hardened
        }
      """;

  private static List<String> labels(String marked) {
    String source = HEAD + marked;
    int place = source.indexOf('|');
    return Draft.of(source.replace("|", ""))
        .complete(source.codePointCount(0, place))
        .proposals()
        .stream()
        .map(Proposal::label)
        .toList();
  }

  private static Explanation explain(String marked) {
    String source = HEAD + marked;
    int place = source.codePointCount(0, source.indexOf('|'));
    return Draft.of(source.replace("|", "")).explain(place).orElseThrow();
  }

  @Test
  void itemsAreProposedWhereOneMayBegin() {
    assertThat(labels("  |")).contains("permit", "forbid", "let", "const", "reference");
    assertThat(labels("  pe|")).contains("permit");
  }

  @Test
  void technologiesAreProposedBehindPermitAndForbid() {
    assertThat(labels("  permit |")).contains("amd-sev-snp", "intel-tdx", "tpm2");
    assertThat(labels("  forbid amd-|")).contains("amd-sev-snp");
  }

  @Test
  void claimsOfTheClausesTechnologyAreProposed() {
    assertThat(labels("  permit amd-sev-snp {\n    |"))
        .contains("measurement", "policy.debug", "hardened", "not", "any")
        .doesNotContain("mr_td", "certificates", "and");
    assertThat(labels("  permit intel-tdx { mr_td in builds and |"))
        .contains("rtmr1")
        .doesNotContain("measurement");
    assertThat(labels("  permit amd-sev-snp {\n    vmpl == 0\n    |\n  }\n}"))
        .contains("measurement")
        .doesNotContain("and");
    assertThat(labels("  permit amd-sev-snp { not (meas|")).contains("measurement");
  }

  @Test
  void claimsOfOtherItemsAreProposedOnceTheirTagIsBegun() {
    assertThat(labels("  permit amd-sev-snp { tpm2|")).contains("tpm2.sha256.pcr7");
    assertThat(labels("  permit amd-sev-snp { |")).doesNotContain("tpm2.sha256.pcr7");
  }

  @Test
  void claimsOfAConditionAreThoseOfThePolicysTechnologies() {
    assertThat(labels("  let fresh = |")).contains("measurement", "crl.fresh", "hardened");
  }

  @Test
  void fieldsAreProposedWithinEntries() {
    assertThat(labels("  permit amd-sev-snp { any |")).containsExactly("certificates");
    assertThat(labels("  permit amd-sev-snp {\n any certificates {\n |"))
        .contains("subject", "not_after")
        .doesNotContain("measurement");
    assertThat(labels("  permit amd-sev-snp {\n all certificates { not_after | }"))
        .contains(">=", "<")
        .doesNotContain("in");
  }

  @Test
  void operatorsAreThoseOfTheClaimsType() {
    assertThat(labels("  permit amd-sev-snp { reported_tcb |")).containsExactly(">=", "==");
    assertThat(labels("  permit amd-sev-snp { policy.debug |"))
        .containsExactly("==", "!=", "and", "or");
    assertThat(labels("  permit intel-tdx { tcb.advisories |"))
        .containsExactly("in", "not in", "contains", "not contains");
    assertThat(labels("  permit intel-tdx { tcb.advisories not |"))
        .containsExactly("in", "contains");
  }

  @Test
  void valuesAreTheWordsOfTheClaimAndDeclaredNames() {
    assertThat(labels("  permit amd-sev-snp { product == |"))
        .contains("milan", "genoa", "turin", "least")
        .doesNotContain("servers");
    assertThat(labels("  permit amd-sev-snp { product in |")).containsExactly("builds", "servers");
    assertThat(labels("  permit amd-sev-snp { product in [genoa, |")).contains("milan");
    assertThat(labels("  permit amd-sev-snp { product == genoa |")).containsExactly("and", "or");
  }

  @Test
  void productsAndComponentsAreThoseOfTheClaimsVector() {
    assertThat(labels("  permit amd-sev-snp { reported_tcb >= tcb(|"))
        .containsExactly("genoa", "milan", "turin");
    assertThat(labels("  permit amd-sev-snp { reported_tcb >= tcb(turin: { |"))
        .containsExactly("fmc", "bootloader", "tee", "snp", "microcode");
    assertThat(labels("  const minimum = tcb(|")).contains("genoa", "sgx", "tdx");
  }

  @Test
  void nothingIsProposedInCommentsAndTexts() {
    assertThat(labels("  # per|")).isEmpty();
    assertThat(labels("  description \"per|mit\"")).isEmpty();
  }

  @Test
  void wordAroundThePlaceIsReplaced() {
    Draft draft = Draft.of("sealkeep 1\npolicy p {\n  permit amd-sev-snp { meas");

    assertThat(draft.complete(48).replaced()).isEqualTo(new Span(45, 49));
  }

  @Test
  void claimIsExplainedWithItsTypeSourceAndProof() {
    assertThat(explain("  permit amd-sev-snp { vmpl == 0 and measure|ment in ").markdown())
        .startsWith("`measurement`, a claim of amd-sev-snp: ")
        .contains("- type: a SHA-384 digest", "- source: ", "- proof: ");
    assertThat(explain("  permit amd-sev-snp { any certificates { |subject").markdown())
        .startsWith("`subject`, a field of the entries of `certificates`");
    assertThat(explain("  permit amd-sev-snp { tpm2.sha256.pcr7|").markdown())
        .startsWith("`tpm2.sha256.pcr7`");
  }

  @Test
  void wordsAndNamesAreExplained() {
    assertThat(explain("  permit intel-|tdx {").markdown()).startsWith("Technology `intel-tdx`");
    assertThat(explain("  permit amd-sev-snp { product == gen|oa").markdown())
        .isEqualTo("`genoa`: a word of `product`, which is one of milan, genoa, turin.");
    assertThat(explain("  permit amd-sev-snp { product in serv|ers").markdown())
        .isEqualTo("```sealkeep\nconst servers = [genoa, turin]\n```");
    assertThat(explain("  permit amd-sev-snp { hard|ened").markdown())
        .isEqualTo("```sealkeep\nlet hardened = vmpl == 0\n```");
    assertThat(explain("  permit amd-sev-snp { reported_tcb >= tcb(gen|oa: {").markdown())
        .startsWith("Product `genoa`: components bootloader, tee, snp, microcode");
    assertThat(explain("  permit amd-sev-snp { reported_tcb >= tcb(genoa: { te|e: 1").markdown())
        .startsWith("`tee`: a component");
  }

  @Test
  void definitionIsWhereANameIsDeclared() {
    String source = HEAD + "  permit amd-sev-snp { measurement in builds";
    int use = source.codePointCount(0, source.length());

    assertThat(Draft.of(source).definition(use))
        .hasValueSatisfying(
            span ->
                assertThat(source.substring(span.start(), span.end()))
                    .isEqualTo("builds")
                    .satisfies(_ -> assertThat(span.start()).isEqualTo(source.indexOf("builds"))));
    assertThat(Draft.of(source).definition(source.indexOf("measurement"))).isEmpty();
  }

  @Test
  void outlineListsTheItems() {
    assertThat(Draft.of(HEAD + "  forbid intel-tdx {\n").outline())
        .extracting(OutlineEntry::name)
        .containsExactly(
            "builds", "servers", "least", "hardened", "permit amd-sev-snp", "forbid intel-tdx");
  }

  @Test
  void unclosedClauseDoesNotSpoilTheNext() {
    assertThat(labels("  permit intel-tdx {\n (mr_td in [\n  permit tpm2 { |"))
        .contains("tpm.safe")
        .doesNotContain("mr_td");
  }

  @Test
  void anyPlaceOfAnyTextIsAnswered() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      String whole = LooseLayout.of(PolicyGenerator.policy(random), random);
      String source = damaged(whole, random);
      Draft draft = Draft.of(source);
      for (int i = 0; i < 60; i++) {
        int place = random.nextInt(source.codePointCount(0, source.length()) + 3) - 1;
        assertThatCode(
                () -> {
                  draft.complete(place);
                  draft.explain(place);
                  draft.definition(place);
                })
            .as("seed %d, place %d:%n%s", seed, place, source)
            .doesNotThrowAnyException();
      }
      assertThatCode(draft::outline).doesNotThrowAnyException();
    }
  }

  private static String damaged(String source, Random random) {
    StringBuilder text = new StringBuilder(source);
    for (int i = random.nextInt(10); i > 0 && !text.isEmpty(); i--) {
      int from = random.nextInt(text.length());
      text.delete(from, Math.min(text.length(), from + 1 + random.nextInt(20)));
    }
    return text.toString();
  }

  @Test
  void nothingIsSaidOfATextPastTheBound() {
    Draft draft = Draft.of(HEAD + "# " + "x".repeat(64 * 1024));

    assertThat(draft.outline()).isEmpty();
    assertThat(draft.explain(60)).isEmpty();
  }
}
