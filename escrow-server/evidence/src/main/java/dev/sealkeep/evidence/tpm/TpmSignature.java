package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import java.util.Set;

/** A signature that a TPM made, with SHA-256, SHA-384 or SHA-512. */
public sealed interface TpmSignature {
  /** RSA keys have 2048, 3072 or 4096 bits. */
  Set<Integer> RSA_BYTES = Set.of(256, 384, 512);

  /** The hash of the scheme, which is also the hash of a quote's pcrDigest. */
  TcgHash hash();

  /** The scheme as a person reads it, such as {@code RSASSA-PKCS1v1.5 SHA-256}. */
  default String scheme() {
    String padding =
        switch (this) {
          case Rsassa rsassa -> "RSASSA-PKCS1v1.5 ";
          case RsaPss pss -> "RSASSA-PSS ";
          case Ecdsa ecdsa -> "ECDSA ";
        };
    return padding + hash().javaName();
  }

  /**
   * Checks the signature over a message.
   *
   * @param key made by {@code checks}; a key of another kind verifies nothing
   */
  boolean verifies(SignatureChecks checks, PublicKey key, byte[] message);

  /** RSASSA PKCS #1 v1.5. */
  @SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
  record Rsassa(TcgHash hash, byte[] value) implements TpmSignature {
    @Override
    public boolean verifies(SignatureChecks checks, PublicKey key, byte[] message) {
      SignatureScheme scheme =
          switch (hash) {
            case SHA384 -> SignatureScheme.RSA_PKCS1_SHA384;
            case SHA512 -> SignatureScheme.RSA_PKCS1_SHA512;
            case SHA1, SHA256 -> SignatureScheme.RSA_PKCS1_SHA256;
          };
      return checks.verify(scheme, key, message, value);
    }
  }

  /** RSASSA-PSS, with the salt lengths that TPMs use. */
  @SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
  record RsaPss(TcgHash hash, byte[] value) implements TpmSignature {
    @Override
    public boolean verifies(SignatureChecks checks, PublicKey key, byte[] message) {
      SignatureScheme scheme =
          switch (hash) {
            case SHA384 -> SignatureScheme.RSA_PSS_SHA384;
            case SHA512 -> SignatureScheme.RSA_PSS_SHA512;
            case SHA1, SHA256 -> SignatureScheme.RSA_PSS_SHA256;
          };
      return checks.verifyTpmPss(scheme, key, message, value);
    }
  }

  /** ECDSA; r and s big-endian, perhaps without leading zeros. */
  @SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
  record Ecdsa(TcgHash hash, byte[] r, byte[] s) implements TpmSignature {
    @Override
    public boolean verifies(SignatureChecks checks, PublicKey key, byte[] message) {
      SignatureScheme scheme =
          switch (hash) {
            case SHA384 -> SignatureScheme.ECDSA_SHA384;
            case SHA512 -> SignatureScheme.ECDSA_SHA512;
            case SHA1, SHA256 -> SignatureScheme.ECDSA_SHA256;
          };
      return curve(key)
          .flatMap(curve -> EcdsaSignature.of(curve, r, s))
          .filter(der -> checks.verify(scheme, key, message, der))
          .isPresent();
    }

    private static Optional<Curve> curve(PublicKey key) {
      if (key instanceof ECPublicKey ec) {
        int bits = ec.getParams().getOrder().bitLength();
        for (Curve curve : Curve.values()) {
          if ((bits + 7) / 8 == curve.scalarBytes()) {
            return Optional.of(curve);
          }
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Reads a TPMT_SIGNATURE (TPM 2.0 Library part 2, section 11.3), or the bytes of an RSA signature
   * alone, which tools that call it plain write for RSASSA with SHA-256: 256, 384 or 512 bytes.
   * Refused with {@link TpmReason#SIGNATURE_MALFORMED} or {@link
   * TpmReason#SIGNATURE_ALGORITHM_UNSUPPORTED}.
   */
  static Parsed<TpmSignature> parse(byte[] bytes) {
    if (RSA_BYTES.contains(bytes.length)) {
      return new Parsed.Accepted<>(new Rsassa(TcgHash.SHA256, bytes.clone()));
    }
    ByteCursor cursor = ByteCursor.bigEndian(bytes);
    Parsed<TpmSignature> read = read(cursor);
    return read instanceof Parsed.Accepted<TpmSignature> && !cursor.isAtEnd()
        ? malformed("The fields do not fill the " + bytes.length + " bytes exactly.")
        : read;
  }

  private static Parsed<TpmSignature> read(ByteCursor cursor) {
    int algorithm = cursor.u16();
    int hashId = cursor.u16();
    Optional<TcgHash> hash = TcgHash.ofId(hashId).filter(h -> h != TcgHash.SHA1);
    boolean known =
        algorithm == TpmAlgorithm.RSASSA
            || algorithm == TpmAlgorithm.RSAPSS
            || algorithm == TpmAlgorithm.ECDSA;
    if (!cursor.isWhole()) {
      return malformed("The signature has no algorithm.");
    }
    if (!known || hash.isEmpty()) {
      return new Parsed.Refused<>(
          TpmReason.SIGNATURE_ALGORITHM_UNSUPPORTED.because(
              "The scheme is 0x%04x with hash 0x%04x.".formatted(algorithm, hashId)));
    }
    return new Parsed.Accepted<>(
        switch (algorithm) {
          case TpmAlgorithm.RSASSA -> new Rsassa(hash.get(), cursor.sized());
          case TpmAlgorithm.RSAPSS -> new RsaPss(hash.get(), cursor.sized());
          default -> new Ecdsa(hash.get(), cursor.sized(), cursor.sized());
        });
  }

  private static Parsed<TpmSignature> malformed(String detail) {
    return new Parsed.Refused<>(TpmReason.SIGNATURE_MALFORMED.because(detail));
  }
}
