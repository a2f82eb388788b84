package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import dev.sealkeep.simulator.ExtendedReport;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A simulated guest above an SVSM with a vTPM. */
final class SvsmMachine {
  static final String VTPM = "ebf176c42301a5459641b4e7dde5bfe3";
  static final byte[] TRANSCRIPT = transcript();
  static final byte[] EXTRA_DATA = TcgHash.SHA256.of(TRANSCRIPT);

  /** Restricted, sign, fixedTPM, fixedParent, sensitiveDataOrigin. */
  static final int SIGNING = 0x0005_0032;

  /** The same with decrypt instead of sign, as common EKs have it. */
  static final int DECRYPTING = 0x0003_0032;

  static final KeyPair OTHER_KEY = VtpmMachine.rsaKey(3072);

  private SvsmMachine() {}

  private static byte[] transcript() {
    byte[] transcript = new byte[64];
    VtpmMachine.random(4).nextBytes(transcript);
    return transcript;
  }

  /** A manifest of services: data and GUID of each in turn. */
  static byte[] table(Object... dataAndGuid) {
    int count = dataAndGuid.length / 2;
    ByteBuffer table = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    table.put(HexFormat.of().parseHex("bb9e8463923d7046a1ff58f9c94b87bb")).putInt(0).putInt(count);
    int at = 24 * (count + 1);
    for (int i = 0; i < count; i++) {
      byte[] data = (byte[]) dataAndGuid[2 * i];
      table.put(HexFormat.of().parseHex((String) dataAndGuid[2 * i + 1]));
      table.putInt(at).putInt(data.length);
      table.put(at, data);
      at += data.length;
    }
    table.putInt(16, at);
    return Arrays.copyOf(table.array(), at);
  }

  /** The TPMT_PUBLIC of an RSA key. */
  static byte[] area(KeyPair pair, int attributes) {
    byte[] modulus = unsigned(((RSAPublicKey) pair.getPublic()).getModulus());
    ByteBuffer area = ByteBuffer.allocate(1024);
    area.putShort((short) 1).putShort((short) 0x0B).putInt(attributes).putShort((short) 0);
    area.putShort((short) 0x10).putShort((short) 0x10);
    area.putShort((short) (8 * modulus.length)).putInt(0);
    area.putShort((short) modulus.length).put(modulus);
    return Arrays.copyOf(area.array(), area.position());
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] signed = value.toByteArray();
    return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }

  /** SHA-512 of nonce and manifest. */
  static byte[] reportData(byte[] nonce, byte[] manifest) {
    return TcgHash.SHA512.of(nonce, manifest);
  }

  /** What the SVSM answers to a nonce. */
  static ExtendedReport report(byte[] nonce, byte[] manifest) {
    return VtpmMachine.report(reportData(nonce, manifest), 0);
  }

  /** The JSON form, with a quote unless the key's area is empty. */
  static Evidence evidence(
      ExtendedReport report, byte[] nonce, byte[] manifest, byte[] keyArea, QuoteParts quote) {
    HexFormat hex = HexFormat.of();
    String quoted =
        keyArea.length == 0
            ? ""
            : ",\"ak_public\":\"%s\",\"tpm_quote\":{\"message\":\"%s\",\"signature\":\"%s\",\"pcrs\":[%s]}"
                .formatted(
                    base64(keyArea),
                    hex.formatHex(quote.message()),
                    hex.formatHex(quote.signature()),
                    quote.pcrs().stream()
                        .map(pcr -> '"' + hex.formatHex(pcr) + '"')
                        .collect(Collectors.joining(",")));
    String json =
        "{\"report\":\"%s\",\"manifest\":\"%s\",\"nonce\":\"%s\"%s}"
            .formatted(base64(report.report()), base64(manifest), base64(nonce), quoted);
    return Evidence.of(json.getBytes(StandardCharsets.UTF_8), report.certificates());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A quote by the vTPM's first key over this request. */
  static QuoteParts quote() {
    return VtpmMachine.quote(EXTRA_DATA, VtpmMachine.key());
  }

  static SvsmVtpmVerifier verifier(TrustAnchors anchors) {
    return new SvsmVtpmVerifier(anchors, new SnpVerifier(anchors), SignatureChecks.fastest());
  }

  static Appraisal verify(Evidence evidence) {
    return verifier(VtpmMachine.anchors()).verify(evidence, context());
  }

  static AppraisalContext context() {
    return new AppraisalContext(
        Collateral.none(), VtpmMachine.AT, Optional.of(new Binding.Transcript(TRANSCRIPT)));
  }

  static List<String> codes(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(Reason::code).toList();
    };
  }

  static Appraisal.Verified verified(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> verified;
      case Appraisal.Rejected rejected -> throw new AssertionError(rejected.reasons());
    };
  }
}
