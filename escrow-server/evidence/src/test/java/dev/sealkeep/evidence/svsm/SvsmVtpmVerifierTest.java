package dev.sealkeep.evidence.svsm;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.svsm.SvsmMachine.DECRYPTING;
import static dev.sealkeep.evidence.svsm.SvsmMachine.EXTRA_DATA;
import static dev.sealkeep.evidence.svsm.SvsmMachine.OTHER_KEY;
import static dev.sealkeep.evidence.svsm.SvsmMachine.SIGNING;
import static dev.sealkeep.evidence.svsm.SvsmMachine.TRANSCRIPT;
import static dev.sealkeep.evidence.svsm.SvsmMachine.VTPM;
import static dev.sealkeep.evidence.svsm.SvsmMachine.area;
import static dev.sealkeep.evidence.svsm.SvsmMachine.codes;
import static dev.sealkeep.evidence.svsm.SvsmMachine.context;
import static dev.sealkeep.evidence.svsm.SvsmMachine.evidence;
import static dev.sealkeep.evidence.svsm.SvsmMachine.quote;
import static dev.sealkeep.evidence.svsm.SvsmMachine.report;
import static dev.sealkeep.evidence.svsm.SvsmMachine.reportData;
import static dev.sealkeep.evidence.svsm.SvsmMachine.table;
import static dev.sealkeep.evidence.svsm.SvsmMachine.verified;
import static dev.sealkeep.evidence.svsm.SvsmMachine.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.simulator.ExtendedReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SvsmVtpmVerifierTest {
  private static final byte[] SIGNING_EK = area(VtpmMachine.key(), SIGNING);
  private static final byte[] DECRYPTING_EK = area(OTHER_KEY, DECRYPTING);
  private static final byte[] MANIFEST = table(SIGNING_EK, VTPM);
  private static final byte[] COMMON_MANIFEST = table(DECRYPTING_EK, VTPM);
  private static final byte[] NO_KEY = {};

  private static Evidence good() {
    return evidence(report(TRANSCRIPT, MANIFEST), TRANSCRIPT, MANIFEST, SIGNING_EK, quote());
  }

  private static Evidence unquoted(byte[] manifest) {
    return evidence(report(TRANSCRIPT, manifest), TRANSCRIPT, manifest, NO_KEY, quote());
  }

  private static ClaimSet claims(Evidence evidence) {
    return verified(verify(evidence)).claims();
  }

  private static ClaimValue symbol(String word) {
    return new ClaimValue.Symbol(word);
  }

  @Test
  void quoteByTheEndorsementKeyItselfIsBoundByHardware() {
    ClaimSet claims = claims(good());
    assertThat(claims.get("tpm.ak_bound_by")).contains(symbol("hardware_vmpl0"));
    assertThat(claims.get("hardware.fresh")).contains(new ClaimValue.Bool(true));
    assertThat(claims.get("sha256.pcr7")).contains(ClaimValue.Bytes.of(VtpmMachine.pcrs().get(7)));
    assertThat(claims.get("tpm.ek_sha256"))
        .contains(
            ClaimValue.Bytes.of(TcgHash.SHA256.of(VtpmMachine.key().getPublic().getEncoded())));
  }

  /** A quote by an enrolled key that its TPM names as one below an EK. */
  private static Evidence quotedBelow(byte[] endorsementKey) {
    byte[] key = area(VtpmMachine.key(), SIGNING);
    byte[] signer = parsed(key).qualifiedNameBelow(parsed(endorsementKey));
    return evidence(
        report(TRANSCRIPT, COMMON_MANIFEST),
        TRANSCRIPT,
        COMMON_MANIFEST,
        key,
        VtpmMachine.quote(signer, EXTRA_DATA, VtpmMachine.key()));
  }

  private static TpmPublic parsed(byte[] area) {
    return ((Parsed.Accepted<TpmPublic>) TpmPublic.parse(area)).value();
  }

  private static ClaimSet claimsWhereEnrolled(Evidence evidence) {
    TrustAnchors enrolled =
        VtpmMachine.anchors()
            .withTrusted(
                TrustAnchors.TPM2, TcgHash.SHA256.of(VtpmMachine.key().getPublic().getEncoded()));
    return verified(verifier(enrolled).verify(evidence, context())).claims();
  }

  @Test
  void quoteByAnEnrolledKeyBelowTheManifestsEndorsementKeyIsBound() {
    Evidence evidence = quotedBelow(DECRYPTING_EK);
    assertThat(claimsWhereEnrolled(evidence).get("tpm.ak_bound_by")).contains(symbol("enrolled"));
    assertThat(claims(evidence).get("tpm.ak_bound_by")).contains(symbol("none"));
  }

  @Test
  void quoteOfAnotherTpmsEnrolledKeyIsBoundByNothing() {
    byte[] another = area(VtpmMachine.key(), DECRYPTING);
    assertThat(claimsWhereEnrolled(quotedBelow(another)).get("tpm.ak_bound_by"))
        .contains(symbol("none"));
  }

  @Test
  void reportAndManifestAloneSayNothingOfPcrs() {
    for (byte[] manifest : List.of(COMMON_MANIFEST, DECRYPTING_EK)) {
      assertThat(claims(unquoted(manifest)).claims().keySet())
          .contains("snp.measurement", "tpm.ek_sha256", "hardware.fresh")
          .doesNotContain("tpm.ak_bound_by", "tpm.clock")
          .noneMatch(name -> name.startsWith("sha256."));
    }
  }

  @Test
  void simulatedRootGivesASimulatedTag() {
    assertThat(verify(good()).technology()).isEqualTo("simulated-svsm-vtpm");
    assertThat(verifier(VtpmMachine.anchorsTakenForReal()).verify(good(), context()).technology())
        .isEqualTo("svsm-vtpm");
  }

  @Test
  void certificatesAreTheHardwares() {
    assertThat(assertEndorsed(verify(good()), VtpmMachine.AT)).hasSize(3);
  }

  @Test
  void everyClaimIsOneOfTheSchema() {
    ClaimSet claims = claims(good());
    ClaimSchema schema = ClaimSchemas.forTechnology(claims.technology()).orElseThrow();
    claims
        .claims()
        .forEach(
            (name, value) ->
                assertThat(schema.claim(name).filter(c -> c.type().admits(value)))
                    .as("%s = %s", name, value)
                    .isPresent());
  }

  @Test
  void blobsAreRecognisedByContent() {
    assertThat(verifier(VtpmMachine.anchors()).role(good().blob())).isEqualTo(Role.EVIDENCE);
    assertThat(verifier(VtpmMachine.anchors()).role(good().auxiliary().getFirst()))
        .isEqualTo(Role.AUXILIARY);
    assertThat(verifier(VtpmMachine.anchors()).role(new byte[64])).isEqualTo(Role.NONE);
    assertThat(verifier(VtpmMachine.anchors()).needs(good()))
        .isEqualTo(
            new SnpVerifier(VtpmMachine.anchors())
                .needs(
                    new Evidence(
                        report(TRANSCRIPT, MANIFEST).report(), good().auxiliary(), List.of())));
  }

  /** Evidence that one check alone refuses, with its reason. */
  static Stream<Arguments> refused() {
    ExtendedReport report = report(TRANSCRIPT, MANIFEST);
    byte[] stale = new byte[64];
    byte[] sha1Ek = SIGNING_EK.clone();
    sha1Ek[3] = 4;
    byte[] oddManifest = table(sha1Ek, VTPM);
    byte[] emptyManifest = table();
    byte[] lastBit = reportData(TRANSCRIPT, MANIFEST);
    lastBit[63] ^= 1;
    byte[] unrestricted = area(VtpmMachine.key(), SIGNING & ~0x1_0000);
    QuoteParts quote = quote();
    List<byte[]> pcrs = new ArrayList<>(quote.pcrs());
    pcrs.set(0, new byte[32]);
    return Stream.of(
        Arguments.of("text", Evidence.of(new byte[3]), "svsm.evidence.malformed"),
        Arguments.of(
            "a member in another encoding",
            Evidence.of(
                new String(good().blob(), StandardCharsets.UTF_8)
                    .replace("\"report\":\"", "\"report\":\"*")
                    .getBytes(StandardCharsets.UTF_8)),
            "svsm.evidence.malformed"),
        Arguments.of(
            "a nonce of 32 bytes",
            evidence(report, Arrays.copyOf(TRANSCRIPT, 32), MANIFEST, SIGNING_EK, quote),
            "svsm.nonce.malformed"),
        Arguments.of(
            "another nonce",
            evidence(report(stale, MANIFEST), stale, MANIFEST, SIGNING_EK, quote),
            "svsm.binding.mismatch"),
        Arguments.of(
            "another report data",
            evidence(VtpmMachine.report(lastBit, 0), TRANSCRIPT, MANIFEST, SIGNING_EK, quote),
            "svsm.report_data.mismatch"),
        Arguments.of(
            "a report of the guest's",
            evidence(
                VtpmMachine.report(reportData(TRANSCRIPT, MANIFEST), 1),
                TRANSCRIPT,
                MANIFEST,
                SIGNING_EK,
                quote),
            "svsm.report.vmpl_not_zero"),
        Arguments.of(
            "an EK that cannot be read",
            evidence(report(TRANSCRIPT, oddManifest), TRANSCRIPT, oddManifest, NO_KEY, quote),
            "svsm.manifest.malformed"),
        Arguments.of(
            "no vTPM",
            evidence(report(TRANSCRIPT, emptyManifest), TRANSCRIPT, emptyManifest, NO_KEY, quote),
            "svsm.manifest.vtpm_missing"),
        Arguments.of(
            "a key that signs anything",
            evidence(report, TRANSCRIPT, MANIFEST, unrestricted, quote),
            "svsm.ak.malformed"),
        Arguments.of(
            "a quote by another key",
            evidence(
                report, TRANSCRIPT, MANIFEST, SIGNING_EK, VtpmMachine.quote(EXTRA_DATA, OTHER_KEY)),
            "tpm.signature.invalid"),
        Arguments.of(
            "another PCR value",
            evidence(
                report,
                TRANSCRIPT,
                MANIFEST,
                SIGNING_EK,
                new QuoteParts(quote.message(), quote.signature(), pcrs)),
            "tpm.pcrs.digest_mismatch"),
        Arguments.of(
            "an older quote",
            evidence(
                report,
                TRANSCRIPT,
                MANIFEST,
                SIGNING_EK,
                VtpmMachine.quote(new byte[32], VtpmMachine.key())),
            "svsm.quote.binding_mismatch"),
        Arguments.of("no certificates", Evidence.of(good().blob()), "snp.chain.incomplete"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void evidenceIsRefusedFor(String what, Evidence evidence, String code) {
    assertThat(codes(verify(evidence))).as(what).containsExactly(code);
  }

  /** A person gives the nonce, of which the quote has the digest. */
  @Test
  void exactBytesAreLookedForInTheNonce() {
    Binding exact = new Binding.Exact(TRANSCRIPT);
    assertThat(codes(verify(good(), exact))).isEmpty();
    Evidence older =
        evidence(
            report(TRANSCRIPT, MANIFEST),
            TRANSCRIPT,
            MANIFEST,
            SIGNING_EK,
            VtpmMachine.quote(new byte[32], VtpmMachine.key()));
    assertThat(codes(verify(older, exact))).containsExactly("svsm.quote.binding_mismatch");
    assertThat(codes(verify(good(), new Binding.Exact(new byte[] {1}))))
        .contains("svsm.binding.mismatch");
  }

  private static Appraisal verify(Evidence evidence) {
    return SvsmMachine.verify(evidence);
  }

  private static Appraisal verify(Evidence evidence, Binding binding) {
    return verifier(VtpmMachine.anchors())
        .verify(
            evidence,
            new AppraisalContext(Collateral.none(), VtpmMachine.AT, Optional.of(binding)));
  }

  @Test
  void everyBitOfManifestAndNonceIsBound() {
    ExtendedReport report = report(TRANSCRIPT, MANIFEST);
    for (int bit = 0; bit < 8 * MANIFEST.length; bit += 5) {
      byte[] changed = MANIFEST.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Appraisal appraisal = verify(evidence(report, TRANSCRIPT, changed, SIGNING_EK, quote()));
      assertThat(codes(appraisal)).as("bit %d", bit).contains("svsm.report_data.mismatch");
    }
    for (int bit = 0; bit < 512; bit += 7) {
      byte[] changed = TRANSCRIPT.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Appraisal appraisal = verify(evidence(report, changed, MANIFEST, SIGNING_EK, quote()));
      assertThat(codes(appraisal))
          .as("bit %d", bit)
          .contains("svsm.report_data.mismatch", "svsm.binding.mismatch");
    }
  }

  @Test
  void fieldsShowWhatWasFound() {
    assertThat(verify(good()).fields())
        .containsEntry("manifest_bound_to_report_data", true)
        .containsEntry("services", List.of(VTPM))
        .containsEntry("ak_bound_by", "hardware_vmpl0")
        .containsEntry("tpm_signature", "PKCS1v15")
        .containsEntry("snp_signature_ok", true)
        .containsKeys("nonce", "ek_public", "ek_name", "snp", "vcek", "pcr0");
  }
}
