package dev.sealkeep.evidence.snp;

import static dev.sealkeep.evidence.snp.SimulatedMachines.AT;
import static dev.sealkeep.evidence.snp.SimulatedMachines.CSP;
import static dev.sealkeep.evidence.snp.SimulatedMachines.FROM;
import static dev.sealkeep.evidence.snp.SimulatedMachines.chip;
import static dev.sealkeep.evidence.snp.SimulatedMachines.codes;
import static dev.sealkeep.evidence.snp.SimulatedMachines.installation;
import static dev.sealkeep.evidence.snp.SimulatedMachines.report;
import static dev.sealkeep.evidence.snp.SimulatedMachines.table;
import static dev.sealkeep.evidence.snp.SimulatedMachines.verifier;
import static dev.sealkeep.evidence.snp.SimulatedMachines.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.simulator.Authority;
import dev.sealkeep.simulator.CertificateTable;
import dev.sealkeep.simulator.EndorsementProfile;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SnpChainTest {
  private static final dev.sealkeep.simulator.SigningKey VCEK =
      dev.sealkeep.simulator.SigningKey.VCEK;
  private static final dev.sealkeep.simulator.SigningKey VLEK =
      dev.sealkeep.simulator.SigningKey.VLEK;
  private static final Instant NEXT = AT.plus(Duration.ofDays(10));

  private static List<String> verdict(SnpProcessor chip, byte[]... certificates) {
    return codes(verify(report(chip, KeySelection.VCEK), table(certificates)));
  }

  /** The verdict on a report whose VCEK says something else, well signed throughout. */
  private static List<String> withVcek(
      SnpProcessor chip, Authority issuer, UnaryOperator<EndorsementProfile> change) {
    SnpInstallation amd = chip.installation();
    byte[] vcek = amd.certify(change.apply(chip.profile(VCEK)), issuer, chip.signingKey(VCEK));
    return verdict(chip, vcek, amd.ask(), amd.asvk(), amd.ark());
  }

  @Test
  void orderOfTheTableDoesNotMatter() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    SnpInstallation amd = chip.installation();
    List<byte[]> certificates =
        new ArrayList<>(List.of(chip.certificate(VCEK), amd.ask(), amd.asvk(), amd.ark()));
    Random random = new Random(6);
    for (int round = 0; round < 8; round++) {
      Collections.shuffle(certificates, random);
      assertThat(verdict(chip, certificates.toArray(byte[][]::new))).isEmpty();
    }
  }

  @Test
  void eachMissingCertificateLeavesTheChainIncomplete() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    SnpInstallation amd = chip.installation();
    byte[] vcek = chip.certificate(VCEK);
    assertThat(verdict(chip, amd.ask(), amd.ark())).containsExactly("snp.chain.incomplete");
    assertThat(verdict(chip, vcek, amd.ark())).containsExactly("snp.chain.incomplete");
    assertThat(verdict(chip, vcek, amd.ask())).containsExactly("snp.chain.incomplete");
    assertThat(verdict(chip)).containsExactly("snp.chain.incomplete");
  }

  @Test
  void impostorsRootIsUntrusted() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    SnpInstallation impostor = chip.installation().impostor();
    byte[] vcek = impostor.certify(chip.profile(VCEK), Authority.ASK, chip.signingKey(VCEK));
    assertThat(verdict(chip, vcek, impostor.ask(), impostor.ark()))
        .containsExactly("snp.chain.untrusted_root");
    assertThat(verdict(chip, vcek, chip.installation().ask(), chip.installation().ark()))
        .containsExactly("snp.chain.signature_invalid");
    assertThat(verdict(chip, vcek, impostor.ask(), chip.installation().ark()))
        .containsExactly("snp.chain.signature_invalid");
  }

  @Test
  void impostorsCertificatesBesideTheGenuineOnesDoNoHarm() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    SnpInstallation amd = chip.installation();
    SnpInstallation impostor = amd.impostor();
    assertThat(
            verdict(
                chip,
                impostor.certify(chip.profile(VCEK), Authority.ASK, chip.signingKey(VCEK)),
                impostor.ask(),
                impostor.ark(),
                chip.certificate(VCEK),
                amd.ask(),
                amd.ark()))
        .isEmpty();
  }

  @Test
  void vcekUnderTheAsvkIsRejected() {
    assertThat(withVcek(chip(Product.MILAN, 1), Authority.ASVK, UnaryOperator.identity()))
        .containsExactly("snp.chain.wrong_issuer");
    assertThat(withVcek(chip(Product.MILAN, 1), Authority.ARK, UnaryOperator.identity()))
        .containsExactly("snp.chain.wrong_issuer");
  }

  @Test
  void vlekUnderTheAskIsRejected() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    chip.loadVlek(CSP);
    SnpInstallation amd = chip.installation();
    byte[] vlek = amd.certify(chip.profile(VLEK), Authority.ASK, chip.signingKey(VLEK));
    assertThat(
            codes(
                verify(
                    report(chip, KeySelection.VLEK),
                    table(vlek, amd.ask(), amd.asvk(), amd.ark()))))
        .containsExactly("snp.chain.wrong_issuer");
  }

  @Test
  void vcekThatCallsItselfVlekDoesNotSkipTheChip() {
    SnpProcessor one = chip(Product.MILAN, 1);
    one.loadVlek(CSP);
    SnpInstallation amd = one.installation();
    byte[] renamed =
        amd.certify(
            one.profile(VLEK).withCommonName("SEV-VCEK"), Authority.ASVK, one.signingKey(VLEK));
    assertThat(codes(verify(report(one, KeySelection.VLEK), table(renamed, amd.asvk(), amd.ark()))))
        .containsExactly("snp.certificate.malformed", "snp.chain.incomplete");
  }

  @ParameterizedTest
  @CsvSource({
    "MILAN, 3.1", "MILAN, 3.2", "MILAN, 3.3", "MILAN, 3.8", "GENOA, 3.1", "GENOA, 3.2",
    "GENOA, 3.3", "GENOA, 3.8", "TURIN, 3.1", "TURIN, 3.2", "TURIN, 3.3", "TURIN, 3.8",
    "TURIN, 3.9", "MILAN, 3.4", "MILAN, 3.7", "TURIN, 3.5",
  })
  void everyComponentOfTheTcbHasToBeEqual(Product product, String component) {
    SnpProcessor chip = chip(product, 1);
    for (int other : List.of(99, 255)) {
      assertThat(
              withVcek(
                  chip,
                  Authority.ASK,
                  p -> p.withInteger(EndorsementProfile.ARC + component, other)))
          .containsExactly("snp.vcek.tcb_mismatch");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MILAN, 1",
    "MILAN, 2",
    "MILAN, 3.1",
    "MILAN, 3.2",
    "MILAN, 3.3",
    "MILAN, 3.8",
    "MILAN, 4",
    "TURIN, 3.9",
    "TURIN, 4",
  })
  void missingExtensionMakesTheCertificateMalformed(Product product, String extension) {
    assertThat(
            withVcek(
                chip(product, 1),
                Authority.ASK,
                p -> p.without(EndorsementProfile.ARC + extension)))
        .containsExactly("snp.certificate.malformed", "snp.chain.incomplete");
  }

  @ParameterizedTest
  @CsvSource({"-1", "256", "65536"})
  void componentOutsideItsRangeMakesTheCertificateMalformed(int value) {
    assertThat(
            withVcek(
                chip(Product.MILAN, 1),
                Authority.ASK,
                p -> p.withInteger(EndorsementProfile.BL_SPL, value)))
        .containsExactly("snp.certificate.malformed", "snp.chain.incomplete");
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void wrappedHardwareIdIsAccepted(Product product) {
    assertThat(withVcek(chip(product, 1), Authority.ASK, EndorsementProfile::withWrappedHwId))
        .isEmpty();
  }

  @Test
  void hardwareIdOfAnotherLengthDoesNotMatch() {
    SnpProcessor chip = chip(Product.TURIN, 1);
    byte[] padded = new byte[64];
    System.arraycopy(chip.chipId(), 0, padded, 0, 8);
    for (byte[] id : List.of(padded, new byte[0], new byte[8])) {
      assertThat(withVcek(chip, Authority.ASK, p -> p.with(EndorsementProfile.HW_ID, id)))
          .containsExactly("snp.vcek.chip_id_mismatch");
    }
  }

  @Test
  void productNameOfAnotherLineIsRejected() {
    byte[] genoa = {0x16, 5, 'G', 'e', 'n', 'o', 'a'};
    assertThat(
            withVcek(
                chip(Product.MILAN, 1),
                Authority.ASK,
                p -> p.with(EndorsementProfile.PRODUCT_NAME, genoa)))
        .containsExactly("snp.product.mismatch");
  }

  @Test
  void chainOfAnotherProductIsRejected() {
    SnpProcessor milan = chip(Product.MILAN, 1);
    SnpInstallation genoa = installation(Product.GENOA);
    byte[] vcek = genoa.certify(milan.profile(VCEK), Authority.ASK, milan.signingKey(VCEK));
    assertThat(verdict(milan, vcek, genoa.ask(), genoa.ark())).contains("snp.product.mismatch");
  }

  @Test
  void validityIsAskedAnewForCachedChains() {
    SnpProcessor chip = chip(Product.MILAN, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] auxiliary = chip.certificateTable(VCEK).encode();
    SnpVerifier verifier = verifier();
    Instant end = chip.profile(VCEK).notAfter();
    record Moment(Instant at, List<String> codes) {}
    for (Moment moment :
        List.of(
            new Moment(FROM, List.of()),
            new Moment(end, List.of()),
            new Moment(end.plusSeconds(1), List.of("snp.certificate.expired")),
            new Moment(
                FROM.minusSeconds(1), Collections.nCopies(3, "snp.certificate.not_yet_valid")))) {
      assertThat(
              codes(
                  Appraise.by(
                      verifier,
                      report,
                      auxiliary,
                      Collateral.none(),
                      moment.at(),
                      Optional.empty())))
          .isEqualTo(moment.codes());
    }
  }

  @Test
  void listThatArrivesLaterCountsForCachedChains() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    byte[] report = report(chip, KeySelection.VCEK);
    CertificateTable table = chip.certificateTable(VCEK);
    byte[] revoking = amd.crl(List.of(Authority.ASK.serial(amd.product())), FROM, NEXT);
    record Time(CertificateTable table, Collateral collateral, List<String> codes) {}
    SnpVerifier verifier = verifier();
    List<String> revoked = List.of("snp.certificate.revoked");
    for (Time time :
        List.of(
            new Time(table, Collateral.none(), List.of()),
            new Time(table, Collateral.of(List.of(revoking)), revoked),
            new Time(withList(chip, revoking), Collateral.none(), revoked),
            new Time(table, Collateral.none(), List.of()))) {
      assertThat(
              codes(
                  Appraise.by(
                      verifier,
                      report,
                      time.table().encode(),
                      time.collateral(),
                      AT,
                      Optional.empty())))
          .isEqualTo(time.codes());
    }
  }

  @Test
  void ageAndFreshnessOfListsAreAskedAnewForCachedChains() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] auxiliary = chip.certificateTable(VCEK).encode();
    Collateral list = Collateral.of(List.of(chip.installation().crl(List.of(), AT, NEXT)));
    SnpVerifier verifier = verifier();
    for (Duration later : List.of(Duration.ZERO, Duration.ofDays(3), Duration.ofDays(11))) {
      Appraisal appraisal =
          Appraise.by(verifier, report, auxiliary, list, AT.plus(later), Optional.empty());
      assertThat(claims(appraisal).claims())
          .containsEntry("crl.fresh", new ClaimValue.Bool(later.toDays() <= 10))
          .containsEntry("collateral.age", new ClaimValue.Span(later));
    }
  }

  private static CertificateTable withList(SnpProcessor chip, byte[] list) {
    return chip.certificateTable(VCEK).with(CertificateTable.CRL, list);
  }

  private static ClaimSet claims(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> verified.claims();
      case Appraisal.Rejected rejected -> throw new AssertionError(rejected.reasons());
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Authority.class,
      names = {"ASK", "ARK"})
  void revokedAuthorityIsRejectedEvenByAStaleList(Authority revoked) {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    List<BigInteger> serials = List.of(revoked.serial(amd.product()));
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] fresh = amd.crl(serials, FROM, NEXT);
    byte[] stale = amd.crl(serials, FROM, FROM.plusSeconds(1));
    for (byte[] list : List.of(fresh, stale)) {
      assertThat(codes(verify(report, withList(chip, list))))
          .containsExactly("snp.certificate.revoked");
      assertThat(
              codes(verify(report, chip.certificateTable(VCEK), Collateral.of(List.of(list)), AT)))
          .containsExactly("snp.certificate.revoked");
    }
  }

  @Test
  void listOfOtherCertificatesIsPresentFreshAndAged() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    List<BigInteger> others = List.of(Authority.ASVK.serial(amd.product()), BigInteger.ZERO);
    byte[] list = amd.crl(others, AT.minus(Duration.ofDays(3)), NEXT);
    assertThat(claims(verify(report(chip, KeySelection.VCEK), withList(chip, list))).claims())
        .containsEntry("crl.present", new ClaimValue.Bool(true))
        .containsEntry("crl.fresh", new ClaimValue.Bool(true))
        .containsEntry("collateral.age", new ClaimValue.Span(Duration.ofDays(3)));
  }

  @Test
  void staleListIsPresentButNotFresh() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    byte[] list = chip.installation().crl(List.of(), FROM, AT.minusSeconds(1));
    assertThat(claims(verify(report(chip, KeySelection.VCEK), withList(chip, list))).claims())
        .containsEntry("crl.present", new ClaimValue.Bool(true))
        .containsEntry("crl.fresh", new ClaimValue.Bool(false));
  }

  @Test
  void listFromTheFutureHasNoAge() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    byte[] list = chip.installation().crl(List.of(), AT.plusSeconds(1), NEXT);
    ClaimSet claims = claims(verify(report(chip, KeySelection.VCEK), withList(chip, list)));
    assertThat(claims.get("crl.fresh")).contains(new ClaimValue.Bool(false));
    assertThat(claims.get("collateral.age")).isEmpty();
  }

  @Test
  void listThatTheRootDidNotSignIsIgnoredAndCounted() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    List<BigInteger> serials = List.of(Authority.ASK.serial(amd.product()));
    byte[] report = report(chip, KeySelection.VCEK);
    byte[] forged = amd.crl(serials, FROM, NEXT);
    forged[forged.length - 1] ^= 1;
    for (byte[] list :
        List.of(
            forged,
            amd.impostor().crl(serials, FROM, NEXT),
            amd.crl(Authority.ASK, serials, FROM, NEXT))) {
      Appraisal appraisal = verify(report, withList(chip, list));
      assertThat(claims(appraisal).get("crl.present")).contains(new ClaimValue.Bool(false));
      assertThat(claims(appraisal).get("collateral.age")).isEmpty();
      assertThat(appraisal.fields().get("crl"))
          .hasToString("{present=false, fresh=false, ignored=1}");
    }
  }

  @Test
  void hostsListNeitherRefreshesNorAgesTheRelyingPartysOwn() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    byte[] own = amd.crl(List.of(), AT.minus(Duration.ofDays(2)), AT.minus(Duration.ofDays(1)));
    byte[] hosts = amd.crl(List.of(), AT, NEXT);
    ClaimSet claims =
        claims(
            verify(
                report(chip, KeySelection.VCEK),
                withList(chip, hosts),
                Collateral.of(List.of(own)),
                AT));
    assertThat(claims.get("crl.fresh")).contains(new ClaimValue.Bool(false));
    assertThat(claims.get("collateral.age")).contains(new ClaimValue.Span(Duration.ofDays(2)));
  }

  @Test
  void olderListBesideTheCurrentOneNeitherStalesNorAgesIt() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    byte[] old = amd.crl(List.of(), FROM, FROM.plusSeconds(1));
    byte[] current = amd.crl(List.of(), AT.minus(Duration.ofDays(2)), NEXT);
    byte[] report = report(chip, KeySelection.VCEK);
    CertificateTable both = withList(chip, old).with(CertificateTable.VLEK, current);
    for (Appraisal appraisal :
        List.of(
            verify(report, both),
            verify(
                report, chip.certificateTable(VCEK), Collateral.of(List.of(old, current)), AT))) {
      assertThat(claims(appraisal).claims())
          .containsEntry("crl.fresh", new ClaimValue.Bool(true))
          .containsEntry("collateral.age", new ClaimValue.Span(Duration.ofDays(2)));
    }
  }

  @Test
  void keyOfTheReportsChipIsHeldAgainstItBeforeThoseOfOthers() {
    SnpProcessor chip = chip(Product.GENOA, 1);
    SnpInstallation amd = chip.installation();
    List<byte[]> certificates = new ArrayList<>(List.of(amd.ask(), amd.ark()));
    for (int other = 2; other < 8; other++) {
      certificates.add(chip(Product.GENOA, other).certificate(VCEK));
    }
    certificates.add(
        amd.certify(
            chip.profile(VCEK).withInteger(EndorsementProfile.BL_SPL, 99),
            Authority.ASK,
            chip.signingKey(VCEK)));
    byte[] report = report(chip, KeySelection.VCEK);
    assertThat(codes(verify(report, CertificateTable.empty(), Collateral.of(certificates), AT)))
        .containsExactly("snp.vcek.tcb_mismatch");

    certificates.add(chip.certificate(VCEK));
    assertThat(codes(verify(report, CertificateTable.empty(), Collateral.of(certificates), AT)))
        .isEmpty();
  }

  @Test
  void certificatesAloneGetAVerdictOnTheirChain() {
    SnpProcessor chip = chip(Product.TURIN, 1);
    SnpInstallation amd = chip.installation();
    Collateral authorities = Collateral.of(List.of(amd.ask(), amd.asvk(), amd.ark()));
    Collateral leaf = Collateral.of(List.of(chip.certificate(VCEK)));
    SnpVerifier verifier = verifier();
    assertThat(codes(Appraise.chainBy(verifier, leaf, authorities, AT).orElseThrow())).isEmpty();
    assertThat(codes(Appraise.chainBy(verifier, authorities, Collateral.none(), AT).orElseThrow()))
        .isEmpty();
    assertThat(codes(Appraise.chainBy(verifier, leaf, Collateral.none(), AT).orElseThrow()))
        .containsExactly("snp.chain.incomplete");
    assertThat(Appraise.chainBy(verifier, Collateral.none(), authorities, AT)).isEmpty();
  }
}
