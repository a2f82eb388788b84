package dev.sealkeep.evidence.signature;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A published signature that a provider has to accept, and has to refuse once a bit is flipped: RFC
 * 6979, appendix A.2.6, P-384 with SHA-384 over {@code sample}.
 */
final class KnownAnswer {
  private static final String SPKI =
      "3076301006072a8648ce3d020106052b8104002203620004"
          + "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e"
          + "06aae5286b300c64def8f0ea9055866064a254515480bc13"
          + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9"
          + "f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720";
  private static final String SIGNATURE =
      "3066"
          + "02310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d"
          + "64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
          + "02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526"
          + "203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8";

  private KnownAnswer() {}

  static boolean passes(SignatureChecks checks) {
    byte[] message = "sample".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = HexFormat.of().parseHex(SIGNATURE);
    Optional<PublicKey> key =
        checks.p384Key(SubjectPublicKeyInfo.getInstance(HexFormat.of().parseHex(SPKI)));
    if (key.isEmpty() || !checks.ecdsaP384(key.get(), message, message.length, signature)) {
      return false;
    }
    message[0] ^= 1;
    return !checks.ecdsaP384(key.get(), message, message.length, signature);
  }
}
