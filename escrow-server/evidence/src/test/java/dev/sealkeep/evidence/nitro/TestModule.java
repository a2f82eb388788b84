package dev.sealkeep.evidence.nitro;

import com.upokecenter.cbor.CBORObject;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.TestCose;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A made-up Nitro Security Module: root, intermediate and leaf, and the documents it signs. */
final class TestModule {
  static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  static final byte[] TRANSCRIPT = filled(64, 5);

  final TestAuthority root;
  final TestAuthority intermediate;
  final TestAuthority leaf;

  private TestModule(TestAuthority root, TestAuthority intermediate, TestAuthority leaf) {
    this.root = root;
    this.intermediate = intermediate;
    this.leaf = leaf;
  }

  static TestModule create() {
    return of(Profile.authority("zone"), Profile.leaf("enclave"), "secp384r1");
  }

  static TestModule of(Profile intermediate, Profile leaf, String leafCurve) {
    TestAuthority root = TestAuthority.root("root");
    TestAuthority zone = root.issue(intermediate);
    return new TestModule(root, zone, zone.issue(leaf, TestAuthority.keyPair(leafCurve)));
  }

  static byte[] filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return octets;
  }

  /** The payload of a good document. */
  CBORObject payload() {
    CBORObject pcrs = CBORObject.NewMap();
    for (int number = 0; number < 16; number++) {
      pcrs.Add(number, filled(48, number < 3 ? number + 1 : 0));
    }
    return CBORObject.NewOrderedMap()
        .Add("module_id", "i-00-enc01")
        .Add("digest", "SHA384")
        .Add("timestamp", AT.toEpochMilli())
        .Add("pcrs", pcrs)
        .Add("certificate", leaf.certificate().encoded())
        .Add(
            "cabundle",
            CBORObject.NewArray()
                .Add(root.certificate().encoded())
                .Add(intermediate.certificate().encoded()))
        .Add("public_key", CBORObject.Null)
        .Add("user_data", TRANSCRIPT)
        .Add("nonce", filled(32, 9));
  }

  byte[] document() {
    return document(payload -> {});
  }

  byte[] document(Consumer<CBORObject> change) {
    return document(change, leaf.keys());
  }

  byte[] document(Consumer<CBORObject> change, KeyPair signer) {
    CBORObject payload = payload();
    change.accept(payload);
    return TestCose.sign1(CoseAlgorithm.ES384, signer.getPrivate(), payload.EncodeToBytes());
  }

  NitroVerifier verifier() {
    return new NitroVerifier(anchors(), SignatureChecks.fastest());
  }

  TrustAnchors anchors() {
    return TrustAnchors.none()
        .withTrusted(
            TrustAnchors.AWS_NITRO, HexFormat.of().parseHex(root.certificate().spkiSha256()));
  }

  Appraisal verify(byte[] document) {
    return verify(document, Collateral.none(), AT);
  }

  Appraisal verify(byte[] document, Collateral collateral, Instant at) {
    return verifier()
        .verify(
            Evidence.of(document),
            new AppraisalContext(collateral, at, Optional.of(new Binding.Transcript(TRANSCRIPT))));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }
}
