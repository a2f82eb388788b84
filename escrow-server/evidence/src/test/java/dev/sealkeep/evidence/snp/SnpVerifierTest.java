package dev.sealkeep.evidence.snp;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.snp.SimulatedMachines.AT;
import static dev.sealkeep.evidence.snp.SimulatedMachines.CSP;
import static dev.sealkeep.evidence.snp.SimulatedMachines.chip;
import static dev.sealkeep.evidence.snp.SimulatedMachines.codes;
import static dev.sealkeep.evidence.snp.SimulatedMachines.report;
import static dev.sealkeep.evidence.snp.SimulatedMachines.reportData;
import static dev.sealkeep.evidence.snp.SimulatedMachines.verifier;
import static dev.sealkeep.evidence.snp.SimulatedMachines.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.simulator.CertificateTable;
import dev.sealkeep.simulator.CpuId;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.SnpProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SnpVerifierTest {
  private static final CertificateTable NO_TABLE = CertificateTable.empty();

  private static CertificateTable vcekTable(SnpProcessor chip) {
    return chip.certificateTable(dev.sealkeep.simulator.SigningKey.VCEK);
  }

  private static ClaimSet claims(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> verified.claims();
      case Appraisal.Rejected rejected -> throw new AssertionError(rejected.reasons());
    };
  }

  @ParameterizedTest
  @CsvSource({
    "2, MILAN",
    "3, MILAN",
    "4, MILAN",
    "5, MILAN",
    "2, GENOA",
    "3, GENOA",
    "4, GENOA",
    "5, GENOA",
    "2, TURIN",
    "3, TURIN",
    "4, TURIN",
    "5, TURIN",
  })
  void everyVersionOfEveryProductVerifiesWithEitherKey(int version, Product product) {
    SnpProcessor chip = chip(product, 1);
    chip.setReportVersion(version);
    chip.loadVlek(CSP);
    for (SigningKey kind : SigningKey.values()) {
      byte[] report = report(chip, KeySelection.valueOf(kind.name()));
      Appraisal appraisal =
          verify(
              report,
              chip.certificateTable(dev.sealkeep.simulator.SigningKey.valueOf(kind.name())));
      assertThat(appraisal.technology()).isEqualTo("simulated-amd-sev-snp");
      assertThat(claims(appraisal).technology()).isEqualTo("simulated-amd-sev-snp");
      assertThat(claims(appraisal).claims())
          .containsEntry("product", new ClaimValue.Symbol(product.tag()))
          .containsEntry("signing_key", new ClaimValue.Symbol(kind.tag()))
          .containsEntry("version", new ClaimValue.Int(version))
          .containsEntry("vmpl", new ClaimValue.Int(1))
          .containsEntry("guest_svn", new ClaimValue.Int(3))
          .containsEntry("policy.debug", new ClaimValue.Bool(false))
          .containsEntry("report_data", ClaimValue.Bytes.of(reportData()));
      assertThat(assertEndorsed(appraisal, AT)).as("key, intermediate, root").hasSize(3);
      assertThat(new TreeSet<>(claims(appraisal).claims().keySet()))
          .isEqualTo(ClaimNames.expected(version, kind));
    }
  }

  @Test
  void everyFlippedBitOfTheSignedPartIsRejected() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    chip.setReportVersion(5);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] auxiliary = vcekTable(chip).encode();
    SnpVerifier verifier = verifier();
    for (int bit = 0; bit < SnpReport.SIGNED_BYTES * 8; bit++) {
      byte[] flipped = report.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Appraisal appraisal =
          Appraise.by(verifier, flipped, auxiliary, Collateral.none(), AT, Optional.empty());
      assertThat(codes(appraisal)).as("bit " + bit).isNotEmpty();
      boolean signatureWasChecked = bit / 8 >= 4 && bit / 8 != 0x48;
      if (signatureWasChecked) {
        assertThat(codes(appraisal)).as("bit " + bit).contains("snp.signature.invalid");
      }
    }
  }

  @Test
  void everyFlippedByteOfTheSignatureIsRejected() {
    SnpProcessor chip = chip(Product.TURIN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] auxiliary = vcekTable(chip).encode();
    SnpVerifier verifier = verifier();
    Random random = new Random(4);
    for (int offset = SnpReport.SIGNED_BYTES; offset < SnpReport.BYTES; offset++) {
      byte[] flipped = report.clone();
      flipped[offset] ^= (byte) (1 << random.nextInt(8));
      assertThat(
              codes(
                  Appraise.by(
                      verifier, flipped, auxiliary, Collateral.none(), AT, Optional.empty())))
          .hasSize(1)
          .containsAnyOf("snp.signature.invalid", "snp.signature.malformed");
    }
  }

  @Test
  void changesToTheHostsTableNeverChangeTheClaims() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] auxiliary = vcekTable(chip).encode();
    ClaimSet genuine = claims(verify(report, vcekTable(chip)));
    SnpVerifier verifier = verifier();
    Random random = new Random(5);
    int rejected = 0;
    for (int round = 0; round < 400; round++) {
      byte[] changed = auxiliary.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      switch (Appraise.by(verifier, report, changed, Collateral.none(), AT, Optional.empty())) {
        case Appraisal.Verified verified -> assertThat(verified.claims()).isEqualTo(genuine);
        case Appraisal.Rejected rejection -> rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(300);
  }

  @Test
  void portableChecksAgreeWithTheFastest() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] forged = ReportEditor.of(report).flipBit(0x90, 0).bytes();
    SnpVerifier portable = new SnpVerifier(SimulatedMachines.anchors(), SignatureChecks.portable());
    for (byte[] evidence : List.of(report, forged)) {
      assertThat(
              Appraise.by(
                  portable,
                  evidence,
                  vcekTable(chip).encode(),
                  Collateral.none(),
                  AT,
                  Optional.empty()))
          .isEqualTo(
              Appraise.by(
                  verifier(),
                  evidence,
                  vcekTable(chip).encode(),
                  Collateral.none(),
                  AT,
                  Optional.empty()));
    }
  }

  @Test
  void simulatedRootThatIsNotConfiguredIsUntrusted() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    Appraisal appraisal =
        Appraise.by(
            new SnpVerifier(TrustAnchors.amd()),
            report(chip, KeySelection.VCEK),
            vcekTable(chip).encode(),
            Collateral.none(),
            AT,
            Optional.empty());
    assertThat(codes(appraisal)).containsExactly("snp.chain.untrusted_root");
    assertThat(appraisal.technology()).isEqualTo("amd-sev-snp");
  }

  @Test
  void reportOfAnotherChipIsRejected() {
    SnpProcessor one = chip(Product.MILAN, 1);
    SnpProcessor two = chip(Product.MILAN, 2);
    assertThat(codes(verify(report(one, KeySelection.VCEK), vcekTable(two))))
        .containsExactly("snp.signature.invalid", "snp.vcek.chip_id_mismatch");
  }

  @Test
  void hiddenChipCannotBeHeldAgainstVcek() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    chip.maskChipId(true);
    assertThat(codes(verify(report(chip, KeySelection.VCEK), vcekTable(chip))))
        .containsExactly("snp.vcek.chip_id_masked");
  }

  @Test
  void hiddenChipIsAcceptedWithVlekAndLeavesNoClaim() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    chip.loadVlek(CSP);
    chip.maskChipId(true);
    Appraisal appraisal =
        verify(
            report(chip, KeySelection.VLEK),
            chip.certificateTable(dev.sealkeep.simulator.SigningKey.VLEK));
    assertThat(claims(appraisal).get("chip_id")).isEmpty();
    assertThat(claims(appraisal).get("csp_id")).contains(new ClaimValue.Text(CSP));
  }

  @Test
  void reportWithMaskedChipKeyIsRejected() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    chip.maskChipKey(true);
    assertThat(codes(verify(report(chip, KeySelection.VCEK), vcekTable(chip))))
        .containsExactly("snp.report.chip_key_masked", "snp.report.unsigned");
  }

  @ParameterizedTest
  @CsvSource({
    "VMPL, 0xffffffff, snp.report.requested_by_host",
    "VMPL, 4, snp.report.vmpl_invalid",
    "POLICY, 0x10000, snp.report.policy_invalid",
    "SIGNATURE_ALGO, 2, snp.report.algorithm_unsupported",
    "KEY_INFO, 0x40, snp.report.key_info_invalid",
    "CHIP_ID, 0, snp.vcek.chip_id_masked",
    "CHIP_ID, 1, snp.vcek.chip_id_mismatch",
    "REPORTED_TCB, 0, snp.vcek.tcb_mismatch",
    "REPORT_DATA, 0, snp.report_data.mismatch",
    "CPUID, 0x01021a, snp.product.mismatch",
    "CPUID, 0x01501a, snp.product.unsupported",
  })
  void wellSignedReportIsRejectedForWhatItSays(ReportField field, String value, String code) {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report =
        ReportEditor.of(report(chip, KeySelection.VCEK))
            .set(field, Long.decode(value))
            .signedBy(chip.signingKey(dev.sealkeep.simulator.SigningKey.VCEK));
    assertThat(codes(verify(report, vcekTable(chip)))).containsExactly(code);
  }

  @Test
  void bergamoUsesTheChainOfGenoa() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    chip.setCpuId(new CpuId(0x19, 0xA0, 2));
    assertThat(claims(verify(report(chip, KeySelection.VCEK), vcekTable(chip))).get("product"))
        .contains(new ClaimValue.Symbol("genoa"));
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void reportedTcbMayLagBehindTheOthers(Product product) {
    SnpProcessor chip = chip(product, 1);
    var newer = chip.state().currentTcb().withMicrocode(250);
    chip.updateFirmware(newer, chip.state().currentVersion());
    Appraisal appraisal = verify(report(chip, KeySelection.VCEK), vcekTable(chip));
    assertThat(tcb(appraisal, "current_tcb").components()).containsEntry("microcode", 250);
    assertThat(tcb(appraisal, "reported_tcb").components())
        .containsEntry("microcode", chip.state().reportedTcb().microcode());
  }

  private static ClaimValue.Tcb tcb(Appraisal appraisal, String name) {
    return (ClaimValue.Tcb) claims(appraisal).get(name).orElseThrow();
  }

  @Test
  void certificateOfTheOtherKindDoesNotServe() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    chip.loadVlek(CSP);
    assertThat(codes(verify(report(chip, KeySelection.VLEK), vcekTable(chip))))
        .containsExactly("snp.chain.incomplete");
  }

  @Test
  void malformedTableIsNamedOnlyWhereItsContentIsMissed() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] truncated = Arrays.copyOf(vcekTable(chip).encode(), 100);
    assertThat(
            codes(
                Appraise.by(
                    verifier(), report, truncated, Collateral.none(), AT, Optional.empty())))
        .containsExactly("snp.auxiliary.malformed", "snp.chain.incomplete");
    Collateral own =
        Collateral.of(
            vcekTable(chip).entries().stream().map(CertificateTable.Entry::content).toList());
    assertThat(codes(Appraise.by(verifier(), report, truncated, own, AT, Optional.empty())))
        .isEmpty();
    assertThat(codes(verify(report, NO_TABLE, own, AT))).isEmpty();
  }

  @Test
  void bestOfManyCertificatesIsFound() {
    Collateral.Builder fleet = new Collateral.Builder();
    for (int number = 0; number < 40; number++) {
      fleet.add(chip(Product.MILAN, number).certificate(dev.sealkeep.simulator.SigningKey.VCEK));
    }
    SnpProcessor chip = chip(Product.MILAN, 39);
    fleet.add(chip.installation().ask());
    fleet.add(chip.installation().ark());
    byte[] report = report(chip, KeySelection.VCEK);
    assertThat(codes(verify(report, NO_TABLE, fleet.build(), AT))).isEmpty();
  }

  @Test
  void earlierVerificationDoesNotStandInForMissingCertificates() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    SnpVerifier verifier = verifier();
    byte[] whole = vcekTable(chip).encode();
    byte[] partial = vcekTable(chip).without(CertificateTable.ARK).encode();
    assertThat(codes(Appraise.by(verifier, report, whole, Collateral.none(), AT, Optional.empty())))
        .isEmpty();
    assertThat(
            codes(Appraise.by(verifier, report, partial, Collateral.none(), AT, Optional.empty())))
        .containsExactly("snp.chain.incomplete");
  }
}
