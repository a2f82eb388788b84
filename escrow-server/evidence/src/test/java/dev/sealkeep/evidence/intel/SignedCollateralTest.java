package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Documents are taken byte for byte as they were signed. */
class SignedCollateralTest {
  private static List<String> codes(Machine machine, byte[]... documents) {
    Collateral.Builder bag = new Collateral.Builder();
    bag.add(Machine.TCB_SIGNING.der());
    for (byte[] document : documents) {
      bag.add(document);
    }
    return Machine.codes(
        machine
            .verifier()
            .verify(
                Evidence.of(machine.quote()),
                new AppraisalContext(bag.build().plus(rootAlone()), machine.at, Optional.empty())));
  }

  private static Collateral rootAlone() {
    return Collateral.of(List.of(Machine.ROOT.der()));
  }

  @Test
  void everyBitOfASignedDocumentCounts() {
    Machine machine = Machine.tdx();
    EvidenceVerifier verifier = machine.verifier();
    byte[] quote = machine.quote();
    byte[] tcbInfo = machine.answer("tcbInfo", machine.tcbInfo());
    int start = "{\"tcbInfo\":".length();
    int end = tcbInfo.length - "\"signature\":\"\"}".length() - 128 - 1;
    for (int bit = start * 8; bit < end * 8; bit += 11) {
      byte[] changed = tcbInfo.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Collateral bag =
          Collateral.of(List.of(Machine.TCB_SIGNING.der(), Machine.ROOT.der(), changed));
      List<String> codes =
          Machine.codes(
              verifier.verify(
                  Evidence.of(quote), new AppraisalContext(bag, machine.at, Optional.empty())));
      assertThat(codes)
          .as("bit %d of %s", bit, new String(changed, StandardCharsets.ISO_8859_1))
          .containsAnyOf("intel.tcb_info.signature_invalid", "intel.tcb_info.malformed");
    }
  }

  @Test
  void whitespaceIsPartOfWhatIsSigned() {
    Machine machine = Machine.tdx();
    String spaced = machine.tcbInfo().replace(",\"", " ,\n \"");
    assertThat(codes(machine, machine.answer("tcbInfo", spaced))).isEmpty();

    String signed = new String(machine.answer("tcbInfo", spaced), StandardCharsets.UTF_8);
    byte[] changed = signed.replace(" ,\n ", ",").getBytes(StandardCharsets.UTF_8);
    assertThat(codes(machine, changed)).containsExactly("intel.tcb_info.signature_invalid");
  }

  @Test
  void documentsAreFoundInEveryFormThatServicesHandThemOn() {
    Machine machine = Machine.tdx();
    machine.qeLevels.set(0, Machine.level("\"isvsvn\":7", "UpToDate"));
    String inner = machine.qeIdentity();
    String escaped = inner.replace("\"", "\\\"");
    String signature =
        HexFormat.of()
            .formatHex(
                TestAuthority.sign(
                    Machine.TCB_SIGNING.keys(), inner.getBytes(StandardCharsets.UTF_8)));
    String answer = new String(machine.answer("enclaveIdentity", inner), StandardCharsets.UTF_8);
    List<String> forms =
        List.of(
            answer,
            "{\"qe_identity\":\"%s\",\"qe_identity_signature\":\"%s\"}"
                .formatted(escaped, signature),
            "{\"enclave_identity_json\":\"%s\"}".formatted(answer.replace("\"", "\\\"")),
            "{\"list\":[{\"inner\":%s}]}".formatted(answer));
    for (String form : forms) {
      assertThat(codes(machine, form.getBytes(StandardCharsets.UTF_8)))
          .as(form)
          .containsExactly("intel.qe.tcb_unsupported");
    }
  }

  @Test
  void brokenDocumentsAreRefusedAndNotPassedOver() {
    Machine machine = Machine.tdx();
    byte[] whole = machine.answer("tcbInfo", machine.tcbInfo());
    byte[] broken = Arrays.copyOf(whole, whole.length - 1);

    assertThat(codes(machine, broken)).containsExactly("intel.tcb_info.malformed");
    String text = new String(broken, StandardCharsets.UTF_8).replace("\"", "\\\"");
    byte[] nested = "{\"tcb_info_json\":\"%s\"}".formatted(text).getBytes(StandardCharsets.UTF_8);
    assertThat(codes(machine, nested)).containsExactly("intel.tcb_info.malformed");
    assertThat(codes(machine, "{\"unrelated\":".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void withoutDocumentsThereAreNoClaimsOfTheTcb() {
    Machine machine = Machine.tdx();
    machine.withTcbInfo = false;
    machine.withQeIdentity = false;

    assertThat(((Appraisal.Verified) machine.verify()).claims().claims().keySet())
        .contains("mr_td", "fmspc", "crl.present")
        .noneMatch(name -> name.startsWith("tcb."));
  }

  @Test
  void listsOfAnotherAuthorityCountForNothing() {
    Machine machine = Machine.tdx();
    machine.more.add(
        Machine.OTHER_ROOT.revocationList(
            Machine.ISSUED, Machine.NEXT, Machine.PCK_CA_SERIAL, Machine.PCK_SERIAL));

    assertThat(((Appraisal.Verified) machine.verify()).claims().claims())
        .containsEntry("crl.present", new ClaimValue.Bool(false));
  }

  @Test
  void ageIsThatOfTheOldestPart() {
    Machine machine = Machine.tdx();
    machine.more.add(
        Machine.ROOT.revocationList(Machine.AT.minus(Duration.ofDays(40)), Machine.NEXT));
    machine.more.add(Machine.PCK_CA.revocationList(Machine.ISSUED, Machine.NEXT));

    assertThat(((Appraisal.Verified) machine.verify()).claims().claims())
        .containsEntry("collateral.age", new ClaimValue.Span(Duration.ofDays(40)))
        .containsEntry("crl.present", new ClaimValue.Bool(true))
        .containsEntry("crl.fresh", new ClaimValue.Bool(true));
  }

  @Test
  void timeCountsAnewForEachQuote() {
    Machine machine = Machine.tdx();
    EvidenceVerifier verifier = machine.verifier();
    Evidence evidence = Evidence.of(machine.quote());
    Collateral bag = machine.collateral();
    for (int round = 0; round < 2; round++) {
      assertThat(
              Machine.codes(
                  verifier.verify(
                      evidence, new AppraisalContext(bag, Machine.AT, Optional.empty()))))
          .isEmpty();
      assertThat(
              Machine.codes(
                  verifier.verify(
                      evidence,
                      new AppraisalContext(bag, Machine.NEXT.plusSeconds(1), Optional.empty()))))
          .containsExactly("intel.qe_identity.expired", "intel.tcb_info.expired");
    }
  }
}
