package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.cose.CborValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The claims of a platform token (draft-ffm-rats-cca-token, section 4.2).
 *
 * @param challenge the digest of the realm attestation key, 32, 48 or 64 bytes
 * @param implementationId 32 bytes
 * @param instanceId 33 bytes
 * @param config how the platform is set up, at most 1024 bytes
 * @param lifecycle 16 bits; the upper eight are the state
 * @param components at most 16
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
record PlatformToken(
    String profile,
    byte[] challenge,
    byte[] implementationId,
    byte[] instanceId,
    byte[] config,
    int lifecycle,
    List<Component> components,
    String hashAlgorithm,
    Optional<String> verificationService) {
  private static final long PROFILE = 265;
  private static final long CHALLENGE = 10;
  private static final long INSTANCE_ID = 256;
  private static final long LIFECYCLE = 2395;
  private static final long IMPLEMENTATION_ID = 2396;
  private static final long COMPONENTS = 2399;
  private static final long VERIFICATION_SERVICE = 2400;
  private static final long CONFIG = 2401;
  private static final long HASH_ALGORITHM = 2402;
  private static final int MAX_COMPONENTS = 16;
  private static final int MAX_CONFIG_BYTES = 1024;

  private static final String FIRST_PROFILE = "http://arm.com/CCA-SSD/1.0.0";
  private static final Pattern PROFILES =
      Pattern.compile("tag:arm\\.com,20\\d\\d:cca_platform#1\\.\\d{1,4}\\.\\d{1,4}");

  /**
   * One firmware component.
   *
   * @param measurement 32, 48 or 64 bytes
   * @param signerId digest of the key that signed it, 32, 48 or 64 bytes
   * @param hashAlgorithm where it is another than the token's
   */
  record Component(
      Optional<String> type,
      byte[] measurement,
      Optional<String> version,
      byte[] signerId,
      Optional<String> hashAlgorithm) {
    private static Component read(ClaimReader claims) {
      return new Component(
          claims.optionalText(1),
          claims.digest(2),
          claims.optionalText(4),
          claims.digest(5),
          claims.optionalText(6));
    }
  }

  PlatformToken {
    components = List.copyOf(components);
  }

  /** Reads the payload of a platform token. */
  static Parsed<PlatformToken> parse(byte[] payload) {
    ClaimReader claims = ClaimReader.of(payload);
    PlatformToken token =
        new PlatformToken(
            claims.text(PROFILE),
            claims.digest(CHALLENGE),
            claims.octets(IMPLEMENTATION_ID, 32, 32),
            claims.octets(INSTANCE_ID, 33, 33),
            claims.octets(CONFIG, 0, MAX_CONFIG_BYTES),
            (int) claims.integer(LIFECYCLE, 0xffff),
            components(claims),
            claims.text(HASH_ALGORITHM),
            claims.optionalText(VERIFICATION_SERVICE));
    if (!claims.faulty().isEmpty()) {
      return new Parsed.Refused<>(
          CcaReason.PLATFORM_MALFORMED.because(
              "Missing, or out of bounds: " + String.join(", ", claims.faulty()) + "."));
    }
    return FIRST_PROFILE.equals(token.profile) || PROFILES.matcher(token.profile).matches()
        ? new Parsed.Accepted<>(token)
        : new Parsed.Refused<>(
            CcaReason.PLATFORM_PROFILE_UNSUPPORTED.because(
                "The profile is " + token.profile + "."));
  }

  private static List<Component> components(ClaimReader claims) {
    List<Component> components = new ArrayList<>();
    for (CborValue element : claims.elements(COMPONENTS, 1, MAX_COMPONENTS)) {
      Optional<ClaimReader> reader = element.map().map(ClaimReader::of);
      reader.map(Component::read).ifPresent(components::add);
      if (reader.filter(r -> r.faulty().isEmpty()).isEmpty()) {
        claims.fault(COMPONENTS);
      }
    }
    return components;
  }

  /** The state that the lifecycle stands for; empty for a reserved one. */
  Optional<String> lifecycleState() {
    return switch (lifecycle >>> 8) {
      case 0x00 -> Optional.of("unknown");
      case 0x10 -> Optional.of("assembly_and_test");
      case 0x20 -> Optional.of("cca_platform_rot_provisioning");
      case 0x30 -> Optional.of("secured");
      case 0x40 -> Optional.of("non_cca_platform_rot_debug");
      case 0x50 -> Optional.of("recoverable_cca_platform_rot_debug");
      case 0x60 -> Optional.of("decommissioned");
      default -> Optional.empty();
    };
  }
}
