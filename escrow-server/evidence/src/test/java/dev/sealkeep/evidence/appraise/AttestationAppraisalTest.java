package dev.sealkeep.evidence.appraise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class AttestationAppraisalTest {
  private static final Instant AT = Instant.EPOCH;

  private final AttestationAppraisal appraisal =
      new AttestationAppraisal(
          new EvidenceAppraiser(List.of(new Plain("amd-sev-snp"), new Plain("tpm2"))));

  /**
   * A verifier of words: {@code technology verdict claim=word…}, genuine if it says {@code good}
   * and the binding's first byte is the blob's last.
   */
  private record Plain(String technology) implements EvidenceVerifier {
    @Override
    public Role role(byte[] blob) {
      return Role.NONE;
    }

    @Override
    public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
      return new Parsed.Accepted<>(new LinkedHashMap<>());
    }

    @Override
    public Appraisal verify(Evidence evidence, AppraisalContext context) {
      byte[] blob = evidence.blob();
      String[] words =
          new String(blob, 0, blob.length - 1, StandardCharsets.US_ASCII).strip().split(" ", -1);
      byte[] bound = Arrays.copyOf(new byte[] {blob[blob.length - 1]}, 64);
      SequencedMap<String, Object> fields = new LinkedHashMap<>();
      boolean isBound = context.binding().orElseThrow().isIn(bound);
      if (!words[1].equals("good") || !isBound) {
        String code = isBound ? technology + ".bad" : technology + ".unbound";
        return new Appraisal.Rejected(words[0], List.of(new Reason(code, "No.")), fields);
      }
      Map<String, ClaimValue> claims =
          Arrays.stream(words, 2, words.length)
              .map(word -> word.split("=", 2))
              .collect(
                  java.util.stream.Collectors.toMap(
                      pair -> pair[0], pair -> new ClaimValue.Symbol(pair[1])));
      return new Appraisal.Verified(words[0], new ClaimSet(words[0], claims), fields, words[0]);
    }
  }

  private static Attestation.Item item(String tag, String words, int bound) {
    byte[] text = words.getBytes(StandardCharsets.US_ASCII);
    byte[] blob = Arrays.copyOf(text, text.length + 1);
    blob[text.length] = (byte) bound;
    byte[] transcript = Arrays.copyOf(new byte[] {(byte) bound}, 64);
    return new Attestation.Item(tag, Evidence.of(blob), new Binding.Transcript(transcript));
  }

  private Appraisal of(Attestation.Item... items) {
    return appraisal.of(new Attestation(List.of(items)), Collateral.none(), AT);
  }

  private static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
      case Appraisal.Verified verified -> List.of();
    };
  }

  @Test
  void loneItemSpeaksForItself() {
    Appraisal verdict = of(item("amd-sev-snp", "amd-sev-snp good vmpl=x", 1));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Appraisal.Verified.class,
            v ->
                assertThat(v.claims().claims())
                    .containsExactly(Map.entry("vmpl", new ClaimValue.Symbol("x"))));
  }

  @Test
  void lastItemIsTheOuterOneAndOthersStandBehindTheirTag() {
    Appraisal verdict =
        of(item("tpm2", "tpm2 good pcr=a", 1), item("amd-sev-snp", "amd-sev-snp good pcr=b", 2));
    assertThat(verdict.technology()).isEqualTo("amd-sev-snp");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Appraisal.Verified.class,
            v -> {
              assertThat(v.claims().technology()).isEqualTo("amd-sev-snp");
              assertThat(v.claims().get("pcr")).contains(new ClaimValue.Symbol("b"));
              assertThat(v.claims().get("tpm2.pcr")).contains(new ClaimValue.Symbol("a"));
              assertThat(v.anchorSpkiSha256()).isEqualTo("amd-sev-snp");
            });
  }

  @Test
  void oneBadItemSpoilsAll() {
    assertThat(codes(of(item("tpm2", "tpm2 bad", 1), item("amd-sev-snp", "amd-sev-snp good", 2))))
        .containsExactly("tpm2.bad");
    assertThat(codes(of(item("tpm2", "tpm2 good", 1), item("amd-sev-snp", "amd-sev-snp bad", 2))))
        .containsExactly("amd-sev-snp.bad");
  }

  @Test
  void itemBoundToAnotherTranscriptIsRefused() {
    Attestation.Item good = item("tpm2", "tpm2 good", 1);
    Attestation.Item swapped =
        new Attestation.Item(
            "amd-sev-snp",
            item("amd-sev-snp", "amd-sev-snp good", 3).evidence(),
            item("amd-sev-snp", "amd-sev-snp good", 4).binding());
    assertThat(codes(of(good, swapped))).containsExactly("amd-sev-snp.unbound");
  }

  @Test
  void technologyWithoutVerifierIsRefused() {
    assertThat(codes(of(item("abacus", "abacus good", 1))))
        .containsExactly("evidence.technology_unsupported");
    // A log alone is something to look at, never something to release a key to.
    assertThat(codes(of(item("tcg-event-log", "tcg-event-log good", 1))))
        .containsExactly("evidence.technology_unsupported");
  }

  @Test
  void twoItemsOfOneTechnologyAreRefused() {
    assertThat(codes(of(item("tpm2", "tpm2 good", 1), item("tpm2", "tpm2 good", 2))))
        .containsExactly("evidence.technology_twice");
  }

  @Test
  void itemsOfOneTechnologyAreRefusedUnseen() {
    assertThat(
            codes(
                of(
                    item("tpm2", "tpm2 bad", 1),
                    item("amd-sev-snp", "amd-sev-snp bad", 2),
                    item("simulated-tpm2", "tpm2 bad", 3))))
        .containsExactly("evidence.technology_twice");
  }

  @Test
  void simulatedAndRealItemsDoNotMix() {
    assertThat(
            codes(
                of(
                    item("tpm2", "simulated-tpm2 good", 1),
                    item("amd-sev-snp", "amd-sev-snp good", 2))))
        .containsExactly("evidence.simulation_mixed");
    assertThat(
            codes(
                of(
                    item("tpm2", "simulated-tpm2 good", 1),
                    item("amd-sev-snp", "simulated-amd-sev-snp good", 2))))
        .isEmpty();
  }

  @Test
  void keyThatNothingVouchesForIsRefusedWhereverItStands() {
    Attestation.Item unbound = item("tpm2", "tpm2 good tpm.ak_bound_by=none", 1);
    Attestation.Item report = item("amd-sev-snp", "amd-sev-snp good", 2);
    assertThat(codes(of(unbound))).containsExactly("evidence.key_unbound");
    assertThat(codes(of(unbound, report))).containsExactly("evidence.key_unbound");
    assertThat(codes(of(report, unbound))).containsExactly("evidence.key_unbound");
    assertThat(codes(of(item("tpm2", "tpm2 good tpm.ak_bound_by=ek_certificate", 1)))).isEmpty();
  }

  @Test
  void everyReasonOfEveryItemIsKept() {
    List<String> found =
        codes(of(item("tpm2", "tpm2 bad", 1), item("amd-sev-snp", "amd-sev-snp bad", 2)));
    assertThat(found).containsExactly("tpm2.bad", "amd-sev-snp.bad");
  }
}
