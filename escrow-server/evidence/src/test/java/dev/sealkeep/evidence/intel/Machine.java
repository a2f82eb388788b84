package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.sgx.SgxVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.evidence.x509.Certificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * A made-up platform that quotes, with collateral of its own: good in every respect until a test
 * changes something. Everything is signed when it is asked for.
 */
final class Machine {
  static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  static final Instant ISSUED = Instant.parse("2026-05-20T00:00:00Z");
  static final Instant NEXT = Instant.parse("2026-06-20T00:00:00Z");
  static final long PCK_SERIAL = 77;
  static final long PCK_CA_SERIAL = 2;
  static final long TCB_SIGNING_SERIAL = 3;

  private static final String SGX = "1.2.840.113741.1.13.1";

  static final TestAuthority ROOT = TestAuthority.root();
  static final TestAuthority OTHER_ROOT = TestAuthority.root();
  static final TestAuthority PCK_CA =
      ROOT.issue(TestAuthority.Wish.authority("Intel SGX PCK Platform CA"), PCK_CA_SERIAL);
  static final TestAuthority TCB_SIGNING =
      ROOT.issue(TestAuthority.Wish.leaf("Intel SGX TCB Signing"), TCB_SIGNING_SERIAL);

  boolean tdx = true;
  int version = 4;
  int bodyNumber = 2;
  int keyType = 2;
  byte[] vendor = hex("939a7233f79c4ca9940a0db3957f0607");
  byte[] reportData = filled(64, 9);
  long tdAttributes = 1L << 28;
  byte[] teeTcbSvn = svns(6, 1, 3);
  byte[] teeTcbSvn2 = svns(6, 1, 3);
  byte[] mrSignerSeam = new byte[48];
  byte[] seamAttributes = new byte[8];
  byte[] rtmrs = new byte[4 * 48];
  long enclaveFlags = 5;

  String fmspc = "00906ed50000";
  String pceId = "0000";
  List<Integer> components = new ArrayList<>(Collections.nCopies(16, 5));
  int pceSvn = 11;

  String qeMrSigner;
  int qeProdId;
  int qeSvn = 6;
  byte[] qeMisc = new byte[4];
  byte[] qeAttributes = hex("1500000000000000e700000000000000");
  byte[] authentication = filled(32, 3);

  TestAuthority pckCa = PCK_CA;
  String pckName = "Intel SGX PCK Certificate";
  Instant pckUntil = TestAuthority.UNTIL;
  List<TestAuthority> above = List.of(PCK_CA, ROOT);
  Optional<byte[]> certificationData = Optional.empty();
  int certificationType = 5;

  TestAuthority tcbSigner = TCB_SIGNING;
  String tcbInfoId;
  String qeIdentityId;
  Instant issued = ISSUED;
  Instant next = NEXT;
  Instant qeNext = NEXT;
  String tcbInfoFmspc = fmspc;
  String tcbInfoPceId = pceId;
  List<String> levels = new ArrayList<>();
  String modules = module("TDX_01", level("\"isvsvn\":4", "UpToDate"));
  String tdxModule = zeroModule("");
  List<String> qeLevels = new ArrayList<>(List.of(level("\"isvsvn\":5", "UpToDate")));
  boolean withTcbInfo = true;
  boolean withQeIdentity = true;
  List<byte[]> more = new ArrayList<>();
  List<byte[]> conveyed = new ArrayList<>();
  List<byte[]> eventLogs = new ArrayList<>();

  Instant at = AT;
  Optional<byte[]> expected = Optional.of(reportData);
  TrustAnchors anchors = anchors(ROOT);

  private final KeyPair attestationKeys = TestAuthority.newKeys();
  private Optional<TestAuthority> pck = Optional.empty();

  private Machine(boolean tdx) {
    this.tdx = tdx;
    this.bodyNumber = tdx ? 2 : 1;
    this.version = tdx ? 4 : 3;
    this.qeMrSigner = QeIdentity.knownProfile(tee()).mrSigner();
    this.qeProdId = tdx ? 2 : 1;
    this.tcbInfoId = tdx ? "TDX" : "SGX";
    this.qeIdentityId = tdx ? "TD_QE" : "QE";
    levels.add(level(platformTcb(Collections.nCopies(16, 5), 11, svnList(5, 0, 3)), "UpToDate"));
  }

  static Machine tdx() {
    return new Machine(true);
  }

  static Machine sgx() {
    return new Machine(false);
  }

  IntelTee tee() {
    return tdx ? IntelTee.TDX : IntelTee.SGX;
  }

  static TrustAnchors anchors(TestAuthority root) {
    try {
      byte[] spki =
          MessageDigest.getInstance("SHA-256")
              .digest(root.certificate().getSubjectPublicKeyInfo().getEncoded());
      return TrustAnchors.none()
          .withTrusted(TrustAnchors.INTEL_TDX, spki)
          .withTrusted(TrustAnchors.INTEL_SGX, spki);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] svns(int... first) {
    byte[] svns = new byte[16];
    for (int i = 0; i < first.length; i++) {
      svns[i] = (byte) first[i];
    }
    return svns;
  }

  static List<Integer> svnList(int... first) {
    List<Integer> svns = new ArrayList<>();
    for (byte svn : svns(first)) {
      svns.add(Byte.toUnsignedInt(svn));
    }
    return svns;
  }

  // --- Collateral ---

  static String level(String tcb, String status, String... advisories) {
    String ids = Arrays.stream(advisories).map(a -> '"' + a + '"').collect(Collectors.joining(","));
    return """
    {"tcb":{%s},"tcbDate":"2026-03-01T00:00:00Z","tcbStatus":"%s","advisoryIDs":[%s]}\
    """
        .formatted(tcb, status, ids);
  }

  static String platformTcb(List<Integer> sgx, int pceSvn, List<Integer> tdx) {
    return "\"sgxtcbcomponents\":%s,\"pcesvn\":%d,\"tdxtcbcomponents\":%s"
        .formatted(components(sgx), pceSvn, components(tdx));
  }

  private static String components(List<Integer> svns) {
    return svns.stream()
        .map(svn -> "{\"svn\":" + svn + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String zeroModule(String more) {
    return """
    {%s"mrsigner":"%s","attributes":"0000000000000000","attributesMask":"FFFFFFFFFFFFFFFF"}\
    """
        .formatted(more, "00".repeat(48));
  }

  static String module(String id, String... levels) {
    return zeroModule("\"id\":\"%s\",\"tcbLevels\":[%s],".formatted(id, String.join(",", levels)));
  }

  String tcbInfo() {
    return """
    {"id":"%s","version":3,"issueDate":"%s","nextUpdate":"%s","fmspc":"%s","pceId":"%s",\
    "tcbType":0,"tcbEvaluationDataNumber":17,"tdxModule":%s,"tdxModuleIdentities":[%s],\
    "tcbLevels":[%s]}\
    """
        .formatted(
            tcbInfoId,
            issued,
            next,
            tcbInfoFmspc.toUpperCase(Locale.ROOT),
            tcbInfoPceId,
            tdxModule,
            modules,
            String.join(",", levels));
  }

  String qeIdentity() {
    return """
    {"id":"%s","version":2,"issueDate":"%s","nextUpdate":"%s","tcbEvaluationDataNumber":17,\
    "miscselect":"00000000","miscselectMask":"FFFFFFFF",\
    "attributes":"11000000000000000000000000000000",\
    "attributesMask":"FBFFFFFFFFFFFFFF0000000000000000","mrsigner":"%s","isvprodid":%d,\
    "tcbLevels":[%s]}\
    """
        .formatted(
            qeIdentityId,
            issued,
            qeNext,
            QeIdentity.knownProfile(tee()).mrSigner(),
            tdx ? 2 : 1,
            String.join(",", qeLevels));
  }

  byte[] answer(String member, String inner) {
    byte[] signature = TestAuthority.sign(tcbSigner.keys(), inner.getBytes(StandardCharsets.UTF_8));
    return "{\"%s\":%s,\"signature\":\"%s\"}"
        .formatted(member, inner, HexFormat.of().formatHex(signature))
        .getBytes(StandardCharsets.UTF_8);
  }

  Collateral collateral() {
    Collateral.Builder bag = new Collateral.Builder();
    bag.add(tcbSigner.der());
    bag.add(ROOT.der());
    more.forEach(bag::add);
    if (withTcbInfo) {
      bag.add(answer("tcbInfo", tcbInfo()));
    }
    if (withQeIdentity) {
      bag.add(answer("enclaveIdentity", qeIdentity()));
    }
    return bag.build();
  }

  // --- Quote ---

  TestAuthority pck() {
    if (pck.isEmpty()) {
      pck =
          Optional.of(
              pckCa.issue(
                  TestAuthority.Wish.leaf(pckName).until(pckUntil).with(sgxExtension()),
                  PCK_SERIAL));
    }
    return pck.get();
  }

  DERSequence sgxExtension() {
    ASN1EncodableVector tcb = new ASN1EncodableVector();
    for (int i = 0; i < components.size(); i++) {
      tcb.add(pair(".2." + (i + 1), new ASN1Integer(components.get(i))));
    }
    tcb.add(pair(".2.17", new ASN1Integer(pceSvn)));
    tcb.add(pair(".2.18", new DEROctetString(new byte[16])));
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(pair(".1", new DEROctetString(filled(16, 1))));
    all.add(pair(".2", new DERSequence(tcb)));
    all.add(pair(".3", new DEROctetString(hex(pceId))));
    all.add(pair(".4", new DEROctetString(hex(fmspc))));
    all.add(pair(".5", new ASN1Enumerated(1)));
    all.add(pair(".6", new DEROctetString(filled(16, 4))));
    return new DERSequence(all);
  }

  private static DERSequence pair(String oid, ASN1Encodable value) {
    return new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier(SGX + oid), value});
  }

  static byte[] pem(List<TestAuthority> chain) {
    StringBuilder pem = new StringBuilder();
    for (TestAuthority member : chain) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(member.der()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.append('\0').toString().getBytes(StandardCharsets.US_ASCII);
  }

  byte[] body() {
    if (!tdx) {
      return ByteBuffer.allocate(384)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(48, enclaveFlags)
          .put(64, filled(32, 6))
          .put(320, reportData)
          .array();
    }
    return ByteBuffer.allocate(bodyNumber == 3 ? 648 : 584)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, teeTcbSvn)
        .put(64, mrSignerSeam)
        .put(112, seamAttributes)
        .putLong(120, tdAttributes)
        .put(136, filled(48, 7))
        .put(328, rtmrs)
        .put(520, reportData)
        .put(bodyNumber == 3 ? 584 : 0, bodyNumber == 3 ? teeTcbSvn2 : teeTcbSvn)
        .array();
  }

  private byte[] header() {
    return ByteBuffer.allocate(48)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) version)
        .putShort(2, (short) keyType)
        .putInt(4, tdx ? 0x81 : 0)
        .put(12, vendor)
        .array();
  }

  byte[] qeReport() {
    MessageDigest sha256 = Certificate.sha256Digest();
    sha256.update(TestAuthority.coordinates(attestationKeys));
    return ByteBuffer.allocate(384)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(16, qeMisc)
        .put(48, qeAttributes)
        .put(128, hex(qeMrSigner))
        .putShort(256, (short) qeProdId)
        .putShort(258, (short) qeSvn)
        .put(320, sha256.digest(authentication))
        .array();
  }

  static byte[] le(int length, long value) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  byte[] quote() {
    byte[] body = body();
    byte[] declared = version == 5 ? join(le(2, bodyNumber), le(4, body.length)) : new byte[0];
    byte[] signed = join(header(), declared, body);
    List<TestAuthority> chain = new ArrayList<>(List.of(pck()));
    chain.addAll(above);
    byte[] certification = certificationData.orElseGet(() -> pem(chain));
    byte[] qe = qeReport();
    byte[] certified =
        join(
            qe,
            TestAuthority.sign(pck().keys(), qe),
            le(2, authentication.length),
            authentication,
            le(2, certificationType),
            le(4, certification.length),
            certification);
    byte[] nested = version == 3 ? certified : join(le(2, 6), le(4, certified.length), certified);
    byte[] data =
        join(
            TestAuthority.sign(attestationKeys, signed),
            TestAuthority.coordinates(attestationKeys),
            nested);
    return join(signed, le(4, data.length), data);
  }

  // --- Verdict ---

  EvidenceVerifier verifier() {
    return tdx
        ? new TdxVerifier(anchors, SignatureChecks.fastest())
        : new SgxVerifier(anchors, SignatureChecks.fastest());
  }

  AppraisalContext context() {
    return new AppraisalContext(collateral(), at, expected.map(Binding.Exact::new));
  }

  Appraisal verify() {
    return verifier().verify(new Evidence(quote(), conveyed, eventLogs), context());
  }

  List<String> codes() {
    return codes(verify());
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }
}
