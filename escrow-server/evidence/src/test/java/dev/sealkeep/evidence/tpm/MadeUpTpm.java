package dev.sealkeep.evidence.tpm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Evidence signed by a key of this test run, every field of which can be set. */
final class MadeUpTpm {
  static final KeyPair KEY = rsa(2048);
  static final KeyPair OTHER_KEY = rsa(2048);
  static final int AK_ATTRIBUTES = 0x0005_0072;

  /** TPMT_SIGNATURE of RSASSA with SHA-256, without the value. */
  static final String SIGNATURE_PREFIX = "0014000b0100";

  int magic = TpmQuote.MAGIC;
  int type = TpmQuote.TYPE;
  Optional<byte[]> signer = Optional.empty();
  byte[] extraData = new byte[32];
  int safe = 1;
  String selection = "00000001000b03810000";
  final SortedMap<String, String> pcrs = new TreeMap<>();
  String bank = "sha256";
  Optional<byte[]> digest = Optional.empty();
  byte[] trailing = {};
  int attributes = AK_ATTRIBUTES;
  int nameAlgorithm = 0x000B;
  KeyPair key = KEY;
  KeyPair signingKey = KEY;
  String signaturePrefix = SIGNATURE_PREFIX;
  final ObjectNode extra = new ObjectMapper().createObjectNode();
  boolean withKey = true;
  boolean withSignature = true;

  MadeUpTpm() {
    pcrs.put("0", "11".repeat(32));
    pcrs.put("7", "22".repeat(32));
  }

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** TPMT_PUBLIC. */
  byte[] area() {
    byte[] modulus = modulus((RSAPublicKey) key.getPublic());
    return ByteBuffer.allocate(24 + modulus.length)
        .putShort((short) 1)
        .putShort((short) nameAlgorithm)
        .putInt(attributes)
        .putShort((short) 0)
        .putShort((short) 0x10)
        .putShort((short) 0x14)
        .putShort((short) 0x0B)
        .putShort((short) (modulus.length * 8))
        .putInt(0)
        .putShort((short) modulus.length)
        .put(modulus)
        .array();
  }

  private static byte[] modulus(RSAPublicKey key) {
    BigInteger modulus = key.getModulus();
    byte[] bytes = modulus.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  /** TPMS_ATTEST. */
  byte[] message() {
    HexFormat hex = HexFormat.of();
    byte[] name = signer.orElseGet(() -> HexFormat.of().parseHex("000b" + "33".repeat(32)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(ByteBuffer.allocate(6).putInt(magic).putShort((short) type).array());
      out.write(ByteBuffer.allocate(2).putShort((short) name.length).array());
      out.write(name);
      out.write(ByteBuffer.allocate(2).putShort((short) extraData.length).array());
      out.write(extraData);
      out.write(hex.parseHex("0000000000000005" + "00000006" + "00000007"));
      out.write(safe);
      out.write(hex.parseHex("0000000000000008" + selection));
      byte[] covered = digest.orElseGet(this::digest);
      out.write(ByteBuffer.allocate(2).putShort((short) covered.length).array());
      out.write(covered);
      out.write(trailing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private byte[] digest() {
    return TcgHash.SHA256.of(
        pcrs.values().stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new));
  }

  byte[] signature(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signingKey.getPrivate());
      signature.update(message);
      byte[] value = signature.sign();
      byte[] prefix = HexFormat.of().parseHex(signaturePrefix);
      return ByteBuffer.allocate(prefix.length + value.length).put(prefix).put(value).array();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The JSON form. */
  byte[] json() {
    byte[] message = message();
    return json(message, signature(message), pcrs);
  }

  byte[] json(byte[] message, byte[] signature, Map<String, String> values) {
    Base64.Encoder base64 = Base64.getEncoder();
    ObjectNode evidence = new ObjectMapper().createObjectNode();
    if (withKey) {
      evidence.put("ak_public", base64.encodeToString(area()));
    }
    ObjectNode quote = evidence.putObject("tpm_quote");
    quote.put("message", base64.encodeToString(message));
    if (withSignature) {
      quote.put("signature", base64.encodeToString(signature));
    }
    ObjectNode bankValues = quote.putObject("pcrs").putObject(bank);
    values.forEach(bankValues::put);
    evidence.setAll(extra);
    return evidence.toString().getBytes(StandardCharsets.UTF_8);
  }
}
