package dev.sealkeep.evidence.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** RSA public keys as JSON Web Keys (RFC 7517, RFC 7518 section 6.3.1). */
final class RsaJwk {
  private static final int MAX_MODULUS_BYTES = 1024;
  private static final int MAX_EXPONENT_BYTES = 8;

  private RsaJwk() {}

  /** The key; empty unless {@code kty} is RSA and {@code n} and {@code e} are numbers of it. */
  static Optional<SubjectPublicKeyInfo> publicKey(JsonNode jwk) {
    if (!jwk.path("kty").asText().equals("RSA")) {
      return Optional.empty();
    }
    Optional<BigInteger> modulus = number(jwk.path("n"), MAX_MODULUS_BYTES);
    Optional<BigInteger> exponent = number(jwk.path("e"), MAX_EXPONENT_BYTES);
    return modulus.flatMap(n -> exponent.map(e -> spki(n, e)));
  }

  private static Optional<BigInteger> number(JsonNode text, int maxBytes) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.asText());
      return Optional.of(new BigInteger(1, bytes))
          .filter(n -> n.signum() > 0 && bytes.length <= maxBytes);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static SubjectPublicKeyInfo spki(BigInteger modulus, BigInteger exponent) {
    try {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          new RSAPublicKey(modulus, exponent));
    } catch (IOException e) {
      throw new IllegalStateException("two integers always encode", e);
    }
  }
}
