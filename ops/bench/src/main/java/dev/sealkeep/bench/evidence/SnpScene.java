package dev.sealkeep.bench.evidence;

import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.snp.SnpReport;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SeededRandom;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * One guest's evidence, and what a relying party holds to verify it: the pinned root and a fresh
 * revocation list. The host's table brings the certificates, as on a real machine.
 *
 * @param report 1184 bytes
 * @param auxiliary the host's certificate table: the endorsement key's, its issuer's and the ARK's
 * @param reportData the 64 bytes the report binds
 * @param publicKey the endorsement key
 * @param derSignature the report's signature, as a SEQUENCE of r and s
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
record SnpScene(
    byte[] report,
    byte[] auxiliary,
    byte[] reportData,
    TrustAnchors anchors,
    Collateral collateral,
    Instant at,
    PublicKey publicKey,
    byte[] derSignature)
    implements Scene {
  private static final Instant NOT_BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration AGE = Duration.ofDays(30);
  private static final String PROVIDER = "CN=cc-one.example";
  private static final int R_OFFSET = 0x2A0;
  private static final int S_OFFSET = 0x2E8;
  private static final int SCALAR_BYTES = 48;

  @Override
  public EvidenceVerifier verifier() {
    return new SnpVerifier(anchors, CHECKS);
  }

  @Override
  public Object parse() {
    return SnpReport.parse(report);
  }

  @Override
  public boolean bareVerify() {
    return CHECKS.ecdsaP384(publicKey, report, SnpReport.SIGNED_BYTES, derSignature);
  }

  @Override
  public Evidence evidence() {
    return Evidence.of(report, auxiliary);
  }

  @Override
  public AppraisalContext context() {
    return new AppraisalContext(collateral, at, Optional.of(new Binding.Transcript(reportData)));
  }

  /** The simulator's installation for all forks; making its keys takes seconds. */
  static SnpInstallation installation() {
    return SnpInstallation.inMemory(
        dev.sealkeep.simulator.Product.GENOA, random("installation"), NOT_BEFORE);
  }

  static SnpScene of(SnpInstallation stored, Subject.SnpKey subject) {
    SnpInstallation installation = stored.forProduct(subject.product());
    SnpProcessor chip = installation.processor(1);
    chip.loadVlek(PROVIDER);
    byte[] measurement = new byte[48];
    Arrays.fill(measurement, (byte) 7);
    byte[] reportData = new byte[64];
    random("report data").nextBytes(reportData);
    byte[] report =
        chip.launch(GuestConfiguration.of(measurement).build(), random("guest"))
            .report(new ReportRequest(reportData, 0, subject.selection()));
    Instant at = installation.notBefore().plus(AGE);
    byte[] list = installation.crl(List.of(BigInteger.TWO), at, at.plus(AGE));
    return new SnpScene(
        report,
        chip.certificateTable(subject.signingKey()).encode(),
        reportData,
        TrustAnchors.amd().withSimulated(HexFormat.of().parseHex(installation.rootSpkiSha256())),
        Collateral.of(List.of(list)),
        at,
        CHECKS
            .p384Key(
                Certificate.parse(chip.certificate(subject.signingKey()))
                    .orElseThrow()
                    .subjectPublicKeyInfo())
            .orElseThrow(),
        derSignature(report));
  }

  private static SeededRandom random(String seed) {
    return new SeededRandom(("sealkeep bench " + seed).getBytes(StandardCharsets.UTF_8));
  }

  /** R and S stand little-endian in the report (AMD 56860, ECDSA P-384 signature format). */
  private static byte[] derSignature(byte[] report) {
    ASN1Integer[] scalars = {scalar(report, R_OFFSET), scalar(report, S_OFFSET)};
    try {
      return new DERSequence(scalars).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ASN1Integer scalar(byte[] report, int offset) {
    byte[] littleEndian = Arrays.copyOfRange(report, offset, offset + SCALAR_BYTES);
    return new ASN1Integer(new BigInteger(1, org.bouncycastle.util.Arrays.reverse(littleEndian)));
  }
}
