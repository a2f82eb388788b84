package dev.sealkeep.evidence.cose;

import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * Public keys on a curve as COSE carries them.
 *
 * @param coordinates x ‖ y, big-endian, not checked to be on the curve
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
public record CoseKey(Curve curve, byte[] coordinates) {
  private static final long KEY_TYPE = 1;
  private static final Optional<Long> EC2 = Optional.of(2L);
  private static final long CURVE = -1;
  private static final long X = -2;
  private static final long Y = -3;
  private static final byte UNCOMPRESSED = 4;

  /** Reads an EC2 key with both coordinates (RFC 9053, section 7.1.1); empty for anything else. */
  public static Optional<CoseKey> parse(byte[] encoded) {
    return CborReader.read(encoded)
        .flatMap(CborValue::map)
        .filter(key -> key.get(KEY_TYPE).flatMap(CborValue::integer).equals(EC2))
        .flatMap(CoseKey::of);
  }

  private static Optional<CoseKey> of(CborValue.Entries key) {
    Optional<Curve> curve = key.get(CURVE).flatMap(CborValue::integer).flatMap(CoseKey::curve);
    Optional<byte[]> x = key.get(X).flatMap(CborValue::octets);
    Optional<byte[]> y = key.get(Y).flatMap(CborValue::octets);
    if (curve.isEmpty() || x.isEmpty() || y.isEmpty()) {
      return Optional.empty();
    }
    int size = curve.get().scalarBytes();
    if (x.get().length != size || y.get().length != size) {
      return Optional.empty();
    }
    byte[] coordinates = new byte[2 * size];
    System.arraycopy(x.get(), 0, coordinates, 0, size);
    System.arraycopy(y.get(), 0, coordinates, size, size);
    return Optional.of(new CoseKey(curve.get(), coordinates));
  }

  private static Optional<Curve> curve(long number) {
    return switch (Math.clamp(number, 0, 4)) {
      case 1 -> Optional.of(Curve.P256);
      case 2 -> Optional.of(Curve.P384);
      case 3 -> Optional.of(Curve.P521);
      default -> Optional.empty();
    };
  }

  /** Reads an uncompressed point with its leading 04; empty for anything else. */
  public static Optional<CoseKey> ofPoint(byte[] point) {
    for (Curve curve : Curve.values()) {
      if (point.length == curve.pointBytes() && point[0] == UNCOMPRESSED) {
        return Optional.of(new CoseKey(curve, Arrays.copyOfRange(point, 1, point.length)));
      }
    }
    return Optional.empty();
  }

  /** The key for checking signatures under an algorithm; empty unless it is on its curve. */
  public Optional<PublicKey> publicKey(CoseAlgorithm algorithm, SignatureChecks checks) {
    return algorithm.curve() == curve ? checks.ecKey(curve, coordinates) : Optional.empty();
  }
}
