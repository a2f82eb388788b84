package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.simulator.CertificateTable;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SnpGuest;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Simulated processors under one root, and verifiers that pin it. */
final class SimulatedMachines {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  static final String CSP = "CN=cc-one.example";

  private static final SnpInstallation MILAN =
      SnpInstallation.inMemory(dev.sealkeep.simulator.Product.MILAN, random(1), FROM);

  private SimulatedMachines() {}

  static SecureRandom random(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static SnpInstallation installation(Product product) {
    return MILAN.forProduct(dev.sealkeep.simulator.Product.valueOf(product.name()));
  }

  static SnpProcessor chip(Product product, int number) {
    return installation(product).processor(number);
  }

  static SnpGuest guest(SnpProcessor chip) {
    byte[] measurement = new byte[48];
    Arrays.fill(measurement, (byte) 7);
    return chip.launch(GuestConfiguration.of(measurement).guestSvn(3).build(), random(2));
  }

  static byte[] report(SnpProcessor chip, KeySelection selection) {
    return guest(chip).report(new ReportRequest(reportData(), 1, selection));
  }

  static byte[] reportData() {
    byte[] data = new byte[64];
    random(3).nextBytes(data);
    return data;
  }

  static TrustAnchors anchors() {
    return TrustAnchors.amd().withSimulated(HexFormat.of().parseHex(MILAN.rootSpkiSha256()));
  }

  static SnpVerifier verifier() {
    return new SnpVerifier(anchors());
  }

  static CertificateTable table(byte[]... certificates) {
    CertificateTable table = CertificateTable.empty();
    for (byte[] certificate : certificates) {
      table = table.with(CertificateTable.ASK, certificate);
    }
    return table;
  }

  static Appraisal verify(byte[] report, CertificateTable table) {
    return verify(report, table, Collateral.none(), AT);
  }

  static Appraisal verify(
      byte[] report, CertificateTable table, Collateral collateral, Instant at) {
    return Appraise.by(
        verifier(), report, table.encode(), collateral, at, Optional.of(reportData()));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }
}
