package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.cose.CborReader;
import dev.sealkeep.evidence.cose.CborValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The claims of a realm token (draft-ffm-rats-cca-token, section 4.3).
 *
 * @param challenge what the realm asked to be signed, 64 bytes
 * @param personalization what the host set at creation, 64 bytes
 * @param initialMeasurement 32, 48 or 64 bytes
 * @param extensibleMeasurements four, each 32, 48 or 64 bytes
 * @param hashAlgorithm of the measurements
 * @param publicKey the realm attestation key as the token carries it: a point or a COSE_Key
 * @param publicKeyHashAlgorithm with which the platform token names the key: {@code sha-256},
 *     {@code sha-384} or {@code sha-512}
 * @param profile absent in the first version
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
record RealmToken(
    byte[] challenge,
    byte[] personalization,
    byte[] initialMeasurement,
    List<byte[]> extensibleMeasurements,
    String hashAlgorithm,
    byte[] publicKey,
    String publicKeyHashAlgorithm,
    Optional<String> profile) {
  private static final long PROFILE = 265;
  private static final long CHALLENGE = 10;
  private static final long PERSONALIZATION = 44235;
  private static final long HASH_ALGORITHM = 44236;
  private static final long PUBLIC_KEY = 44237;
  private static final long INITIAL_MEASUREMENT = 44238;
  private static final long EXTENSIBLE_MEASUREMENTS = 44239;
  private static final long PUBLIC_KEY_HASH_ALGORITHM = 44240;
  private static final int MEASUREMENTS = 4;
  private static final int MAX_KEY_BYTES = 256;

  private static final Pattern HASHES = Pattern.compile("sha-(256|384|512)");
  private static final Pattern PROFILES =
      Pattern.compile("tag:arm\\.com,20\\d\\d:realm#1\\.\\d{1,4}\\.\\d{1,4}");

  RealmToken {
    extensibleMeasurements = List.copyOf(extensibleMeasurements);
  }

  /** Reads the payload of a realm token. */
  static Parsed<RealmToken> parse(byte[] payload) {
    ClaimReader claims = ClaimReader.of(payload);
    RealmToken token =
        new RealmToken(
            claims.octets(CHALLENGE, 64, 64),
            claims.octets(PERSONALIZATION, 64, 64),
            claims.digest(INITIAL_MEASUREMENT),
            measurements(claims),
            claims.text(HASH_ALGORITHM),
            claims.octets(PUBLIC_KEY, 1, MAX_KEY_BYTES),
            claims.text(PUBLIC_KEY_HASH_ALGORITHM),
            claims.optionalText(PROFILE));
    if (!HASHES.matcher(token.publicKeyHashAlgorithm).matches()) {
      claims.fault(PUBLIC_KEY_HASH_ALGORITHM);
    }
    if (!claims.faulty().isEmpty()) {
      return new Parsed.Refused<>(
          CcaReason.REALM_MALFORMED.because(
              "Missing, or out of bounds: " + String.join(", ", claims.faulty()) + "."));
    }
    Optional<String> unknown = token.profile.filter(p -> !PROFILES.matcher(p).matches());
    return unknown.isEmpty()
        ? new Parsed.Accepted<>(token)
        : new Parsed.Refused<>(
            CcaReason.REALM_PROFILE_UNSUPPORTED.because("The profile is " + unknown.get() + "."));
  }

  private static List<byte[]> measurements(ClaimReader claims) {
    List<CborValue> elements = claims.elements(EXTENSIBLE_MEASUREMENTS, MEASUREMENTS, MEASUREMENTS);
    List<byte[]> measurements =
        elements.stream()
            .flatMap(e -> e.octets().stream())
            .filter(o -> ClaimReader.DIGEST_BYTES.contains(o.length))
            .toList();
    if (measurements.size() != elements.size()) {
      claims.fault(EXTENSIBLE_MEASUREMENTS);
    }
    return measurements;
  }

  /** The realm attestation key in a payload, whatever else is in it. */
  static Optional<byte[]> publicKey(byte[] payload) {
    return CborReader.read(payload)
        .flatMap(CborValue::map)
        .flatMap(claims -> claims.get(PUBLIC_KEY))
        .flatMap(CborValue::octets);
  }

  /** The digest of the key, which a platform token bears as its challenge. */
  byte[] publicKeyDigest() {
    try {
      String name = publicKeyHashAlgorithm.replace("sha-", "SHA-");
      return MessageDigest.getInstance(name).digest(publicKey);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }
}
