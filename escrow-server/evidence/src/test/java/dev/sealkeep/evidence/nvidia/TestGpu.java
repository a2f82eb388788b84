package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;

/** A made-up GPU: root, intermediate and leaf, and the reports it signs. */
final class TestGpu {
  static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  static final byte[] TRANSCRIPT = filled(64, 5);
  static final byte[] FWID = filled(48, 9);
  private static final String O = ",O=NVIDIA Corporation";

  final TestAuthority root;
  final TestAuthority intermediate;
  final TestAuthority leaf;

  private TestGpu(TestAuthority root, TestAuthority intermediate, TestAuthority leaf) {
    this.root = root;
    this.intermediate = intermediate;
    this.leaf = leaf;
  }

  static TestGpu create() {
    return of(Profile.authority("ICA" + O), leaf(List.of(fwid(FWID))), "secp384r1");
  }

  static TestGpu of(Profile intermediate, Profile leaf, String leafCurve) {
    TestAuthority root = TestAuthority.root("Identity CA" + O);
    TestAuthority middle = root.issue(intermediate);
    return new TestGpu(root, middle, middle.issue(leaf, TestAuthority.keyPair(leafCurve)));
  }

  static Profile leaf(List<Profile.Added> extensions) {
    return Profile.leaf("GH100 A01 GSP FMC LF" + O).with(extensions);
  }

  static Profile authority(List<Profile.Added> extensions) {
    Profile authority = Profile.authority("GH100 A01 GSP FMC LF" + O);
    return authority.with(
        Stream.concat(authority.extensions().stream(), extensions.stream()).toList());
  }

  static Profile intermediate() {
    return Profile.authority("ICA" + O);
  }

  static Profile powerlessIntermediate() {
    return Profile.leaf("ICA" + O);
  }

  static Profile.Added fwid(byte[] digest) {
    DERSequence identity =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(1),
              new DERSequence(),
              new DERSequence(
                  new ASN1Encodable[] {NISTObjectIdentifiers.id_sha384, new DEROctetString(digest)})
            });
    return new Profile.Added(new ASN1ObjectIdentifier("2.23.133.5.4.1"), false, identity);
  }

  static byte[] filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return octets;
  }

  /** The items of a good report's opaque data. */
  static SequencedMap<Integer, byte[]> items() {
    SequencedMap<Integer, byte[]> items = new TreeMap<>();
    items.put(3, "1.2\0".getBytes(StandardCharsets.US_ASCII));
    items.put(6, HexFormat.of().parseHex("009f009601000000"));
    items.put(11, new byte[] {(byte) 0xaa});
    items.put(14, filled(4, 1));
    items.put(15, "882\0".getBytes(StandardCharsets.US_ASCII));
    items.put(16, "0\0".getBytes(StandardCharsets.US_ASCII));
    items.put(17, "1010\0".getBytes(StandardCharsets.US_ASCII));
    items.put(18, "0200\0".getBytes(StandardCharsets.US_ASCII));
    items.put(20, FWID);
    items.put(21, new byte[] {0x55});
    items.put(36, new byte[] {2});
    items.put(999, new byte[0]);
    return items;
  }

  /** A report without its signature. */
  static byte[] unsigned(SequencedMap<Integer, byte[]> items) {
    ByteBuffer report = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    report.put(HexFormat.of().parseHex("11e001ff"));
    report.put(Certificate.sha256Digest().digest(TRANSCRIPT)).put((byte) 0);
    int blocks = 3;
    report.put(HexFormat.of().parseHex("11600000")).putInt(blocks | (blocks * 55) << 8);
    for (int index = 1; index <= blocks; index++) {
      report.put((byte) index).put((byte) 1).putShort((short) 51);
      report.put((byte) 1).putShort((short) 48).put(filled(48, index - 1));
    }
    report.put(filled(32, 8));
    report.putShort((short) items.values().stream().mapToInt(v -> v.length + 4).sum());
    items.forEach(
        (type, value) ->
            report.putShort(type.shortValue()).putShort((short) value.length).put(value));
    return Arrays.copyOf(report.array(), report.position());
  }

  static byte[] sign(byte[] unsigned, KeyPair signer) {
    try {
      Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
      signature.initSign(signer.getPrivate());
      signature.update(unsigned);
      byte[] raw = signature.sign();
      byte[] report = Arrays.copyOf(unsigned, unsigned.length + raw.length);
      System.arraycopy(raw, 0, report, unsigned.length, raw.length);
      return report;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] report() {
    return sign(unsigned(items()), leaf.keys());
  }

  Collateral chain() {
    return Collateral.of(
        List.of(
            leaf.certificate().encoded(),
            intermediate.certificate().encoded(),
            root.certificate().encoded()));
  }

  NvidiaVerifier verifier() {
    TrustAnchors anchors =
        TrustAnchors.none()
            .withTrusted(
                TrustAnchors.NVIDIA_GPU, HexFormat.of().parseHex(root.certificate().spkiSha256()));
    return new NvidiaVerifier(anchors, SignatureChecks.fastest());
  }

  Appraisal verify(byte[] report) {
    return verify(report, chain(), AT);
  }

  Appraisal verify(byte[] report, Collateral collateral, Instant at) {
    return verify(verifier(), report, collateral, at);
  }

  static Appraisal verify(
      NvidiaVerifier verifier, byte[] report, Collateral collateral, Instant at) {
    return verifier.verify(
        Evidence.of(report),
        new AppraisalContext(collateral, at, Optional.of(new Binding.Transcript(TRANSCRIPT))));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }
}
