package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.Attestation;
import dev.sealkeep.evidence.appraise.AttestationAppraisal;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release makes of TPM evidence and of logs. */
class ReleasedTpmTest {
  private static final Binding BINDING = new Binding.Exact(new byte[32]);

  private static Appraisal release(TrustAnchors anchors, String tag, byte[] blob) {
    AttestationAppraisal appraisal =
        new AttestationAppraisal(new EvidenceAppraiser(anchors, SignatureChecks.fastest()));
    return appraisal.of(
        new Attestation(List.of(new Attestation.Item(tag, Evidence.of(blob), BINDING))),
        Collateral.none(),
        Instant.EPOCH);
  }

  private static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }

  @Test
  void keyThatNothingVouchesForIsRefusedAndAnEnrolledOneAccepted() {
    byte[] evidence = new MadeUpTpm().json();
    assertThat(codes(release(TrustAnchors.vendors(), "tpm2", evidence)))
        .containsExactly("evidence.key_unbound");
    byte[] digest = HexFormat.of().parseHex(spkiSha256());
    TrustAnchors enrolled = TrustAnchors.vendors().withTrusted("tpm2", digest);
    assertThat(codes(release(enrolled, "tpm2", evidence))).isEmpty();
  }

  private static String spkiSha256() {
    return AttestationKey.spkiSha256(
        SubjectPublicKeyInfo.getInstance(MadeUpTpm.KEY.getPublic().getEncoded()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcg-event-log", "simulated-tcg-event-log"})
  void logAloneIsNoEvidenceAndHasNoSchema(String tag) {
    byte[] log = ByteBuffer.allocate(33).put(4, (byte) 5).put(28, (byte) 1).array();
    assertThat(codes(release(TrustAnchors.vendors(), tag, log)))
        .containsExactly("evidence.technology_unsupported");
    assertThat(ClaimSchemas.forTechnology(tag)).isEmpty();
  }
}
