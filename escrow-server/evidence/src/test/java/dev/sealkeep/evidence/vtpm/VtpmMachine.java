package dev.sealkeep.evidence.vtpm;

import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.simulator.ExtendedReport;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportRequest;
import dev.sealkeep.simulator.SnpGuest;
import dev.sealkeep.simulator.SnpInstallation;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** A simulated SNP guest whose privileged software has a TPM with an RSA attestation key. */
public final class VtpmMachine {
  /** When everything is valid. */
  public static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");

  private static final SnpInstallation MILAN =
      SnpInstallation.inMemory(Product.MILAN, random(1), Instant.parse("2026-01-01T00:00:00Z"));
  private static final KeyPair KEY = rsaKey(2048);

  private VtpmMachine() {}

  /** A source of the same bytes each time. */
  public static SecureRandom random(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A new RSA key. */
  public static KeyPair rsaKey(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random(bits));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The attestation key. */
  public static KeyPair key() {
    return KEY;
  }

  /** The vendors' roots and the simulator's, under its simulated tag. */
  public static TrustAnchors anchors() {
    return TrustAnchors.vendors().withSimulated(HexFormat.of().parseHex(MILAN.rootSpkiSha256()));
  }

  /** The same root taken for a vendor's. */
  public static TrustAnchors anchorsTakenForReal() {
    return TrustAnchors.none()
        .withTrusted(TrustAnchors.AMD_SEV_SNP, HexFormat.of().parseHex(MILAN.rootSpkiSha256()));
  }

  /** A report over some data, with the host's certificate table. */
  public static ExtendedReport report(byte[] reportData, int vmpl) {
    byte[] measurement = new byte[48];
    Arrays.fill(measurement, (byte) 7);
    SnpGuest guest =
        MILAN.processor(1).launch(GuestConfiguration.of(measurement).build(), random(2));
    return guest.extendedReport(new ReportRequest(reportData, vmpl, KeySelection.VCEK));
  }

  /** 24 values, each another. */
  public static List<byte[]> pcrs() {
    return IntStream.range(0, 24).mapToObj(i -> TcgHash.SHA256.of(new byte[] {(byte) i})).toList();
  }

  /** A TPMS_ATTEST over 24 PCRs of the SHA-256 bank, by a signer without a name. */
  public static byte[] attest(byte[] extraData, List<byte[]> pcrs) {
    return attest(new byte[34], extraData, pcrs);
  }

  private static byte[] attest(byte[] qualifiedSigner, byte[] extraData, List<byte[]> pcrs) {
    MessageDigest digest = TcgHash.SHA256.digest();
    pcrs.forEach(digest::update);
    ByteBuffer attest = ByteBuffer.allocate(512);
    attest.putInt(0xFF544347).putShort((short) 0x8018);
    attest.putShort((short) qualifiedSigner.length).put(qualifiedSigner);
    attest.putShort((short) extraData.length).put(extraData);
    attest.putLong(1234).putInt(5).putInt(6).put((byte) 1).putLong(7);
    attest.putInt(1).putShort((short) 0x0B).put(new byte[] {3, -1, -1, -1});
    attest.putShort((short) 32).put(digest.digest());
    return Arrays.copyOf(attest.array(), attest.position());
  }

  /** A quote under a key. */
  public static QuoteParts quote(byte[] extraData, KeyPair key) {
    return quote(new byte[34], extraData, key);
  }

  /** A quote under a key with a Qualified Name. */
  public static QuoteParts quote(byte[] qualifiedSigner, byte[] extraData, KeyPair key) {
    byte[] message = attest(qualifiedSigner, extraData, pcrs());
    return new QuoteParts(message, sign(message, key), pcrs());
  }

  private static byte[] sign(byte[] message, KeyPair key) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
