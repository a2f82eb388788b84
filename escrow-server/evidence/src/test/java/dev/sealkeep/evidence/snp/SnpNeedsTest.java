package dev.sealkeep.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpProcessor;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnpNeedsTest {
  private static final SnpVerifier VERIFIER = SimulatedMachines.verifier();

  private static List<CollateralId> needs(byte[] report, byte[]... certificates) {
    byte[] table = SimulatedMachines.table(certificates).encode();
    return VERIFIER.needs(
        certificates.length == 0 ? Evidence.of(report) : Evidence.of(report, table));
  }

  private static byte[] report(SnpProcessor chip) {
    return SimulatedMachines.report(chip, KeySelection.VLEK_IF_LOADED);
  }

  private static List<CollateralId> shared(AmdKey key, String product) {
    return List.of(
        new CollateralId.AmdChain(key, product), new CollateralId.AmdRevocationList(key, product));
  }

  @Test
  void aReportAloneNeedsItsChipsKeyAtTheReportedTcbChainAndRevocationList() {
    SnpProcessor chip = SimulatedMachines.chip(Product.GENOA, 3);

    List<CollateralId> needs = needs(report(chip));

    assertThat(needs)
        .hasSize(3)
        .endsWith(shared(AmdKey.VCEK, "Genoa").toArray(CollateralId[]::new));
    assertThat(needs.getFirst())
        .isInstanceOfSatisfying(
            CollateralId.AmdVcek.class,
            vcek -> {
              assertThat(vcek.product()).isEqualTo("Genoa");
              assertThat(vcek.hwId()).isEqualTo(HexFormat.of().formatHex(chip.chipId()));
              assertThat(vcek.tcb()).matches("blSPL=\\d+&teeSPL=\\d+&snpSPL=\\d+&ucodeSPL=\\d+");
            });
  }

  @Test
  void turinsKeyIsNamedByEightBytesAndAnFmcLevel() {
    List<CollateralId> needs = needs(report(SimulatedMachines.chip(Product.TURIN, 3)));

    assertThat(needs.getFirst())
        .isInstanceOfSatisfying(
            CollateralId.AmdVcek.class,
            vcek -> {
              assertThat(vcek.hwId()).hasSize(16);
              assertThat(vcek.tcb()).startsWith("fmcSPL=");
            });
  }

  @Test
  void theKeyThatTheHostGaveIsNotNeededAgain() {
    SnpProcessor chip = SimulatedMachines.chip(Product.MILAN, 1);

    assertThat(needs(report(chip), chip.certificate(SigningKey.VCEK)))
        .isEqualTo(shared(AmdKey.VCEK, "Milan"));
  }

  @Test
  void anotherChipsKeyDoesNotCountAsGiven() {
    byte[] other = SimulatedMachines.chip(Product.MILAN, 2).certificate(SigningKey.VCEK);

    assertThat(needs(report(SimulatedMachines.chip(Product.MILAN, 1)), other))
        .hasSize(3)
        .hasAtLeastOneElementOfType(CollateralId.AmdVcek.class);
  }

  @Test
  void aProvidersKeyIsNotPublished() {
    SnpProcessor chip = SimulatedMachines.chip(Product.MILAN, 1);
    chip.loadVlek(SimulatedMachines.CSP);

    assertThat(needs(report(chip))).isEqualTo(shared(AmdKey.VLEK, "Milan"));
  }

  @Test
  void aReportThatNamesNoProductMayBeOfEither() {
    SnpProcessor chip = SimulatedMachines.chip(Product.MILAN, 1);
    chip.setReportVersion(2);

    assertThat(needs(report(chip)))
        .containsAll(shared(AmdKey.VCEK, "Milan"))
        .containsAll(shared(AmdKey.VCEK, "Genoa"))
        .hasSize(6);
  }

  @Test
  void aMaskedChipHasNoNameToAskBy() {
    SnpProcessor chip = SimulatedMachines.chip(Product.MILAN, 1);
    chip.maskChipId(true);

    assertThat(needs(report(chip))).isEqualTo(shared(AmdKey.VCEK, "Milan"));
  }

  @Test
  void whatCannotBeReadNeedsNothing() {
    assertThat(VERIFIER.needs(Evidence.of(new byte[3]))).isEmpty();
    assertThat(VERIFIER.needs(Evidence.of(new byte[SnpReport.BYTES]))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", "Milan?x=1", "Milan ", "milan", "Mílan"})
  void aProductsNameStaysWithinASegment(String product) {
    assertThatThrownBy(() -> new CollateralId.AmdChain(AmdKey.VCEK, product))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
