package dev.sealkeep.evidence.tpm;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.EndorsedClaims.assertUnendorsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathSummary;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TpmVerifierTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final TrustAnchors ANCHORS =
      TrustAnchors.none().withTrusted(TrustAnchors.TPM2, MadeUpAuthority.spkiSha256());
  private static final TpmVerifier VERIFIER = new TpmVerifier(ANCHORS, SignatureChecks.fastest());

  private static Appraisal verify(byte[] evidence, Collateral collateral, Instant at) {
    return VERIFIER.verify(
        Evidence.of(evidence),
        new AppraisalContext(collateral, at, Optional.of(new Binding.Exact(new byte[32]))));
  }

  private static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected ->
          rejected.reasons().stream().map(Reason::code).distinct().toList();
    };
  }

  private static List<String> codes(byte[] evidence) {
    return codes(verify(evidence, Collateral.none(), AT));
  }

  private static void certify(MadeUpTpm tpm, byte[]... certificates) {
    Base64.Encoder base64 = Base64.getEncoder();
    tpm.extra.put("ak_certificate", base64.encodeToString(certificates[0]));
    for (int i = 1; i < certificates.length; i++) {
      tpm.extra.withArray("certificates").add(base64.encodeToString(certificates[i]));
    }
  }

  private static byte[] akCertificate() {
    return MadeUpAuthority.leaf(MadeUpTpm.KEY.getPublic());
  }

  private static Arguments row(String code, Consumer<MadeUpTpm> change) {
    return Arguments.of(code, change);
  }

  /** Of each check an evidence that this check alone refuses. */
  static List<Arguments> refusals() {
    byte[] root = MadeUpAuthority.root(true);
    byte[] flipped = akCertificate();
    flipped[flipped.length - 1] ^= 1;
    return List.of(
        row("tpm.quote.magic_invalid", t -> t.magic = 0xFF54_4346),
        row("tpm.quote.type_unsupported", t -> t.type = 0x8014),
        row("tpm.quote.malformed", t -> t.trailing = new byte[1]),
        row("tpm.quote.malformed", t -> t.safe = 2),
        row("tpm.quote.malformed", t -> t.extraData = new byte[65]),
        row("tpm.quote.malformed", t -> t.selection = "00000001000b058100000000"),
        row(
            "tpm.quote.selection_empty",
            t -> {
              t.selection = "00000000";
              t.pcrs.clear();
            }),
        row(
            "tpm.quote.bank_unsupported",
            t -> t.selection = "00000002000b03810000" + "001203010000"),
        row("tpm.extra_data.mismatch", t -> t.extraData = new byte[] {1}),
        row("tpm.signature.missing", t -> t.withSignature = false),
        row("tpm.signature.malformed", t -> t.signaturePrefix = "0014000b0101"),
        row("tpm.signature.algorithm_unsupported", t -> t.signaturePrefix = "001400040100"),
        row("tpm.signature.algorithm_unsupported", t -> t.signaturePrefix = "001a000b0100"),
        row("tpm.signature.invalid", t -> t.signingKey = MadeUpTpm.OTHER_KEY),
        row("tpm.signature.invalid", t -> t.signaturePrefix = "0016000b0100"),
        row("tpm.pcrs.missing", t -> t.selection = "00000001000b03830000"),
        row(
            "tpm.pcrs.unselected",
            t -> {
              t.selection = "00000002000b03010000" + "000b03000000";
              t.digest = Optional.of(TcgHash.SHA256.of(HexFormat.of().parseHex("11".repeat(32))));
            }),
        row("tpm.pcrs.malformed", t -> t.pcrs.put("7", "22".repeat(31))),
        row("tpm.pcrs.malformed", t -> t.pcrs.put("32", "22".repeat(32))),
        row("tpm.pcrs.malformed", t -> t.bank = "sha3"),
        row("tpm.ak.missing", t -> t.withKey = false),
        row("tpm.ak.malformed", t -> t.extra.put("ak_public", "0001000b")),
        row("tpm.ak.unsupported", t -> t.nameAlgorithm = 4),
        row(
            "tpm.ak.unsupported",
            t -> {
              t.key = MadeUpTpm.rsa(1024);
              t.signingKey = t.key;
              t.signaturePrefix = "0014000b0080";
            }),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 1),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 4),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 5),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 16),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 17),
        row("tpm.ak.attributes_invalid", t -> t.attributes ^= 1 << 18),
        row("tpm.ak.name_mismatch", t -> t.nameAlgorithm = 0x000C),
        row(
            "tpm.ak.name_mismatch",
            t -> t.extra.put("ek_public", HexFormat.of().formatHex(t.area()))),
        row(
            "tpm.certificate.key_mismatch",
            t -> certify(t, MadeUpAuthority.leaf(MadeUpTpm.OTHER_KEY.getPublic()), root)),
        row(
            "tpm.certificate.usage_invalid",
            t ->
                certify(
                    t,
                    MadeUpAuthority.leaf(
                        MadeUpTpm.KEY.getPublic(), false, KeyUsage.keyEncipherment),
                    root)),
        row(
            "tpm.certificate.usage_invalid",
            t ->
                certify(
                    t,
                    MadeUpAuthority.leaf(
                        MadeUpTpm.KEY.getPublic(), true, KeyUsage.digitalSignature),
                    root)),
        row(
            "tpm.certificate.usage_invalid",
            t -> certify(t, MadeUpAuthority.demandingLeaf(MadeUpTpm.KEY.getPublic()), root)),
        row("tpm.certificate.incomplete", t -> certify(t, akCertificate())),
        row(
            "tpm.certificate.issuer_invalid",
            t -> certify(t, akCertificate(), MadeUpAuthority.root(false))),
        row("tpm.certificate.signature_invalid", t -> certify(t, flipped, root)),
        row("tpm.evidence.malformed", t -> t.extra.put("ak_certificate", "AAAA")),
        row("tpm.evidence.malformed", t -> t.extra.put("event_log", 5)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachCheckRefusesWhatNoOtherDoes(String code, Consumer<MadeUpTpm> change) {
    MadeUpTpm tpm = new MadeUpTpm();
    change.accept(tpm);
    if (code.endsWith("malformed") && code.startsWith("tpm.pcrs")) {
      byte[] message = new MadeUpTpm().message();
      assertThat(codes(tpm.json(message, tpm.signature(message), tpm.pcrs))).containsExactly(code);
    } else {
      assertThat(codes(tpm.json())).containsExactly(code);
    }
  }

  @Test
  void valuesThatDoNotMakeTheDigestAreRejected() {
    MadeUpTpm tpm = new MadeUpTpm();
    byte[] message = tpm.message();
    tpm.pcrs.put("7", "23".repeat(32));
    assertThat(codes(tpm.json(message, tpm.signature(message), tpm.pcrs)))
        .containsExactly("tpm.pcrs.digest_mismatch");
  }

  @Test
  void certifiedKeyIsHeldAgainstTimeRootAndRevocation() {
    MadeUpTpm tpm = new MadeUpTpm();
    certify(tpm, akCertificate(), MadeUpAuthority.root(true));
    byte[] evidence = tpm.json();
    assertThat(codes(verify(evidence, Collateral.none(), MadeUpAuthority.FROM))).isEmpty();
    assertThat(codes(verify(evidence, Collateral.none(), MadeUpAuthority.FROM.minusSeconds(1))))
        .containsExactly("tpm.certificate.not_yet_valid");
    assertThat(codes(verify(evidence, Collateral.none(), MadeUpAuthority.TO.plusSeconds(1))))
        .containsExactly("tpm.certificate.expired");
    Collateral lists = Collateral.of(List.of(MadeUpAuthority.revocationList()));
    assertThat(codes(verify(evidence, lists, AT))).containsExactly("tpm.certificate.revoked");
    Appraisal elsewhere =
        new TpmVerifier(TrustAnchors.vendors(), SignatureChecks.fastest())
            .verify(
                Evidence.of(evidence),
                new AppraisalContext(Collateral.none(), AT, Optional.empty()));
    assertThat(codes(elsewhere)).containsExactly("tpm.certificate.untrusted_root");
  }

  /** A root and the endorsement key's certificate, whose serial number is on the list. */
  private static ActivatedKey activated(byte[] name) {
    Certificate root = Certificate.parse(MadeUpAuthority.root(true)).orElseThrow();
    Certificate ek =
        Certificate.parse(MadeUpAuthority.leaf(MadeUpTpm.OTHER_KEY.getPublic())).orElseThrow();
    PathSummary path =
        PathSummary.of(
            new CertificatePath(
                List.of(ek, root),
                List.of(MadeUpTpm.OTHER_KEY.getPublic(), MadeUpTpm.OTHER_KEY.getPublic())));
    return new ActivatedKey(HexFormat.of().formatHex(name), "ab".repeat(32), path);
  }

  private static byte[] name() {
    return ((Parsed.Accepted<TpmPublic>) TpmPublic.parse(new MadeUpTpm().area())).value().name();
  }

  private static Appraisal verify(
      TrustAnchors anchors, ActivatedKey proof, Collateral collateral, Instant at) {
    return new TpmVerifier(anchors, SignatureChecks.fastest())
        .verify(
            Evidence.of(new MadeUpTpm().json()),
            new AppraisalContext(collateral, at, Optional.empty(), Optional.of(proof)));
  }

  @Test
  void activatedKeyIsHeldAgainstTimeRootAndRevocationOfItsEndorsementKey() {
    ActivatedKey proof = activated(name());
    Appraisal.Verified verified =
        (Appraisal.Verified) verify(ANCHORS, proof, Collateral.none(), AT);
    assertThat(verified.claims().claims())
        .containsEntry("tpm.ak_bound_by", new ClaimValue.Symbol("ek_certificate"))
        .containsEntry("tpm.ek_sha256", ClaimValue.Bytes.ofHex("ab".repeat(32)));

    assertThat(codes(verify(TrustAnchors.none(), proof, Collateral.none(), AT)))
        .containsExactly("tpm.certificate.untrusted_root");
    assertThat(codes(verify(ANCHORS, proof, Collateral.none(), MadeUpAuthority.TO.plusSeconds(1))))
        .containsExactly("tpm.certificate.expired");
    Collateral lists = Collateral.of(List.of(MadeUpAuthority.revocationList()));
    assertThat(codes(verify(ANCHORS, proof, lists, AT))).containsExactly("tpm.certificate.revoked");
  }

  @Test
  void activationOfAnotherKeySaysNothingOfAnEnrolledOne() {
    byte[] other = name();
    other[other.length - 1] ^= 1;
    TrustAnchors enrolled =
        ANCHORS.withTrusted(
            TrustAnchors.TPM2, TcgHash.SHA256.of(MadeUpTpm.KEY.getPublic().getEncoded()));
    Appraisal.Verified verified =
        (Appraisal.Verified) verify(enrolled, activated(other), Collateral.none(), AT);
    assertThat(verified.claims().claims())
        .containsEntry("tpm.ak_bound_by", new ClaimValue.Symbol("enrolled"))
        .doesNotContainKey("tpm.ek_sha256");
  }

  @Test
  void hostDoesNotRefreshAListOfTheRelyingPartys() {
    MadeUpTpm tpm = new MadeUpTpm();
    certify(
        tpm,
        akCertificate(),
        MadeUpAuthority.root(true),
        MadeUpAuthority.revocationList(AT, MadeUpAuthority.TO));
    byte[] stale = MadeUpAuthority.revocationList(MadeUpAuthority.FROM, AT.minusSeconds(1));
    Appraisal.Verified own =
        (Appraisal.Verified) verify(tpm.json(), Collateral.of(List.of(stale)), AT);
    assertThat(own.claims().claims())
        .containsEntry("crl.fresh", new ClaimValue.Bool(false))
        .containsEntry(
            "collateral.age", new ClaimValue.Span(Duration.between(MadeUpAuthority.FROM, AT)));
    Appraisal.Verified conveyed = (Appraisal.Verified) verify(tpm.json(), Collateral.none(), AT);
    assertThat(conveyed.claims().claims())
        .containsEntry("crl.fresh", new ClaimValue.Bool(true))
        .containsEntry("collateral.age", new ClaimValue.Span(Duration.ZERO));
  }

  @Test
  void certificatesThatDoNotVouchForTheKeyAreNoClaim() {
    MadeUpTpm tpm = new MadeUpTpm();
    assertUnendorsed(verify(tpm.json(), Collateral.none(), AT), AT);

    certify(tpm, akCertificate(), MadeUpAuthority.root(true));
    TrustAnchors enrolled =
        TrustAnchors.none()
            .withTrusted(
                TrustAnchors.TPM2, TcgHash.SHA256.of(MadeUpTpm.KEY.getPublic().getEncoded()));
    Appraisal appraisal =
        new TpmVerifier(enrolled, SignatureChecks.fastest())
            .verify(
                Evidence.of(tpm.json()),
                new AppraisalContext(Collateral.none(), AT, Optional.empty()));
    assertUnendorsed(appraisal, AT);
    assertThat(((Appraisal.Verified) appraisal).claims().get("tpm.ak_bound_by"))
        .contains(new ClaimValue.Symbol("enrolled"));
  }

  @Test
  void everyClaimIsOneOfTheSchema() {
    ClaimSchema schema = ClaimSchemas.forTechnology("tpm2").orElseThrow();
    MadeUpTpm tpm = new MadeUpTpm();
    certify(tpm, akCertificate(), MadeUpAuthority.root(true));
    Appraisal.Verified verified =
        (Appraisal.Verified) verify(tpm.json(), Collateral.none(), AT.plus(Duration.ofDays(1)));
    assertThat(verified.claims().claims())
        .containsOnlyKeys(
            "tpm.ak_bound_by",
            "tpm.qualified_signer",
            "tpm.clock",
            "tpm.reset_count",
            "tpm.restart_count",
            "tpm.safe",
            "tpm.firmware_version",
            "sha256.pcr0",
            "sha256.pcr7",
            "crl.present",
            "crl.fresh",
            "verified_at",
            "certificates")
        .containsEntry("tpm.ak_bound_by", new ClaimValue.Symbol("ek_certificate"))
        .containsEntry("tpm.clock", new ClaimValue.Int(5))
        .containsEntry("tpm.reset_count", new ClaimValue.Int(6))
        .containsEntry("tpm.restart_count", new ClaimValue.Int(7))
        .containsEntry("tpm.safe", new ClaimValue.Bool(true))
        .containsEntry("tpm.firmware_version", new ClaimValue.Int(8))
        .containsEntry("sha256.pcr0", ClaimValue.Bytes.ofHex("11".repeat(32)))
        .containsEntry("crl.present", new ClaimValue.Bool(false));
    assertThat(assertEndorsed(verified, AT.plus(Duration.ofDays(1)))).hasSize(2);
    verified
        .claims()
        .claims()
        .forEach(
            (name, value) ->
                assertThat(schema.claim(name).orElseThrow().type().admits(value))
                    .as(name)
                    .isTrue());
  }

  @Test
  void everyFlippedBitOfTheSignedBytesIsRejected() {
    MadeUpTpm tpm = new MadeUpTpm();
    byte[] message = tpm.message();
    byte[] signature = tpm.signature(message);
    assertThat(codes(tpm.json(message, signature, tpm.pcrs))).isEmpty();
    for (int bit = 0; bit < message.length * 8; bit++) {
      message[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(codes(tpm.json(message, signature, tpm.pcrs)))
          .as("bit %d", bit)
          .contains("tpm.signature.invalid");
      message[bit / 8] ^= (byte) (1 << bit % 8);
    }
    for (int bit = 0; bit < signature.length * 8; bit += 7) {
      signature[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(codes(tpm.json(message, signature, tpm.pcrs)))
          .as("bit %d", bit)
          .isNotEmpty()
          .allMatch(code -> code.startsWith("tpm.signature."));
      signature[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 2", "42, 2", "101, 4", "107, 1", "111, 2"})
  void lengthAtEitherExtremeIsRejected(int offset, int size) {
    MadeUpTpm tpm = new MadeUpTpm();
    for (byte fill : new byte[] {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF}) {
      byte[] message = tpm.message();
      byte[] genuine = message.clone();
      Arrays.fill(message, offset, offset + size, fill);
      assertThat(message).isNotEqualTo(genuine);
      assertThat(codes(tpm.json(message, tpm.signature(message), tpm.pcrs)))
          .as("fill %d", fill)
          .containsAnyOf("tpm.quote.malformed", "tpm.quote.selection_empty");
    }
  }

  /** authPolicy's length, keyBits, and the modulus' length. */
  @ParameterizedTest
  @CsvSource({"8, 2", "16, 2", "22, 2"})
  void lengthInThePublicAreaAtEitherExtremeIsRejected(int offset, int size) {
    for (byte fill : new byte[] {0, 0x7F, (byte) 0x80, (byte) 0xFF}) {
      MadeUpTpm tpm = new MadeUpTpm();
      byte[] area = tpm.area();
      byte[] genuine = area.clone();
      Arrays.fill(area, offset, offset + size, fill);
      tpm.extra.put("ak_public", HexFormat.of().formatHex(area));
      if (!Arrays.equals(area, genuine)) {
        assertThat(codes(tpm.json()))
            .as("fill %d", fill)
            .containsAnyOf("tpm.ak.malformed", "tpm.ak.unsupported");
      }
    }
  }

  @Test
  void partsAreToldFromCollateralOfAnySize() {
    byte[] root = MadeUpAuthority.root(true);
    for (int padding = 0; padding < 32; padding++) {
      String pem =
          "x".repeat(padding)
              + "\n-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(root)
              + "\n-----END CERTIFICATE-----\n";
      assertThat(VERIFIER.role(pem.getBytes(StandardCharsets.US_ASCII)))
          .isEqualTo(EvidenceVerifier.Role.NONE);
    }
    assertThat(VERIFIER.role(new byte[96])).isEqualTo(EvidenceVerifier.Role.AUXILIARY);
    assertThat(VERIFIER.role(new MadeUpTpm().area())).isEqualTo(EvidenceVerifier.Role.AUXILIARY);
    assertThat(VERIFIER.role(new MadeUpTpm().message())).isEqualTo(EvidenceVerifier.Role.EVIDENCE);
    assertThat(VERIFIER.role(new MadeUpTpm().json())).isEqualTo(EvidenceVerifier.Role.EVIDENCE);
  }
}
