package dev.sealkeep.evidence.cca;

import static dev.sealkeep.evidence.cca.TestRealm.codes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A real token, with the outcome that was computed independently. */
class CcaVectorsTest {
  private static final TrustAnchors PINNED =
      TrustAnchors.none()
          .withTrusted(
              TrustAnchors.ARM_CCA,
              HexFormat.of()
                  .parseHex("0928f896cb02326566530a62a1e36329a12d0a4a308f4fc81e8ff5560bca6bca"));

  private static byte[] token() {
    return Vectors.read(Vectors.folder("cca/tf-rmm-token").resolve("cca_token.cbor"));
  }

  private static Appraisal verify(byte[] token, TrustAnchors anchors) {
    byte[] key = Vectors.read(Vectors.folder("cca/tf-rmm-token").resolve("cca_platform.pub.pem"));
    return new CcaVerifier(anchors, SignatureChecks.fastest())
        .verify(
            Evidence.of(token),
            new AppraisalContext(Collateral.of(List.of(key)), Instant.EPOCH, Optional.empty()));
  }

  @Test
  void tokenVerifiesUnderItsPlatformKey() {
    Appraisal appraisal = verify(token(), PINNED);
    assertThat(codes(appraisal)).isEmpty();
    assertThat(appraisal.fields()).containsEntry("realm_challenge", "ab".repeat(64));
    assertThat(((Appraisal.Verified) appraisal).claims().claims())
        .containsEntry("platform.lifecycle_state", new ClaimValue.Symbol("secured"))
        .containsEntry("platform.sw_component_count", new ClaimValue.Int(4));
  }

  @Test
  void withoutThePinOnlyTheKeyIsObjectedTo() {
    Appraisal appraisal = verify(token(), TrustAnchors.vendors());
    assertThat(codes(appraisal)).containsExactly("cca.platform_key.untrusted");
    assertThat(appraisal.fields())
        .containsEntry("platform_signature", true)
        .containsEntry("realm_signature", true)
        .containsEntry("binding", true)
        .containsEntry("realm_challenge", "ab".repeat(64));
  }

  @Test
  void everyFlippedBitIsRejected() {
    byte[] token = token();
    for (int bit = 0; bit < 8 * token.length; bit += 3) {
      byte[] flipped = token.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codes(verify(flipped, PINNED)))
          .as("bit " + bit)
          .containsAnyOf(
              "cca.platform_signature.invalid",
              "cca.realm_signature.invalid",
              "cca.platform.algorithm_unsupported",
              "cca.realm.algorithm_unsupported",
              "cca.token.malformed");
    }
  }
}
