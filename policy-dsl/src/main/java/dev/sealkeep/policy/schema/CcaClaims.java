package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of an Arm CCA attestation token.
 *
 * <p>Source: draft-ffm-rats-cca-token, sections 4.2 (platform) and 4.3 (realm); Arm DEN0137, Realm
 * Management Monitor, section A7.
 */
final class CcaClaims {
  private static final String PLATFORM =
      "signature of the platform token by the pinned platform attestation key";
  private static final String REALM =
      "signature of the realm token by the realm attestation key, whose digest is the challenge of"
          + " the platform token";

  private static final int MAX_DIGEST = 64;
  private static final int MIN_DIGEST = 32;
  private static final int MAX_COMPONENTS = 16;
  private static final ClaimType DIGEST = new ClaimType.Bytes(MIN_DIGEST, MAX_DIGEST);
  private static final ClaimType TEXT = new ClaimType.Text();
  private static final ClaimType HASH = new ClaimType.Text();

  private final List<Claim> claims = new ArrayList<>();

  private CcaClaims() {}

  static ClaimSchema schema() {
    CcaClaims cca = new CcaClaims();
    cca.realm();
    cca.platform();
    cca.components();
    return new ClaimSchema("arm-cca", cca.claims);
  }

  private void realm() {
    realm("challenge", new ClaimType.Bytes(64), "What the realm asked to be signed", 10);
    realm("initial_measurement", DIGEST, "Digest of the realm at activation (RIM)", 44238);
    for (int i = 0; i < 4; i++) {
      realm("rem" + i, DIGEST, "Extensible measurement " + i + " of the realm", 44239);
    }
    realm("personalization_value", new ClaimType.Bytes(64), "What the host set at creation", 44235);
    realm("hash_algo", HASH, "Hash of the realm's measurements", 44236);
    realm("public_key_hash_algo", HASH, "Hash that binds the realm attestation key", 44240);
    realm("profile", TEXT, "Profile of the realm token; absent in its first version", 265);
  }

  private void platform() {
    platform("profile", TEXT, "Profile of the platform token", 265);
    platform(
        "implementation_id", new ClaimType.Bytes(32), "The implementation of the platform", 2396);
    platform("instance_id", new ClaimType.Bytes(33), "The one platform", 256);
    platform("config", new ClaimType.Bytes(0, 1024), "How the platform is set up", 2401);
    platform("security_lifecycle", new ClaimType.Int(0, 0xffff), "State as a number", 2395);
    platform(
        "lifecycle_state",
        new ClaimType.Symbol(
            List.of(
                "unknown",
                "assembly_and_test",
                "cca_platform_rot_provisioning",
                "secured",
                "non_cca_platform_rot_debug",
                "recoverable_cca_platform_rot_debug",
                "decommissioned")),
        "State that the number stands for; only secured is fit for use; absent for others",
        2395);
    platform("hash_algo", HASH, "Hash of the components, unless one names its own", 2402);
    platform("verification_service", TEXT, "Where the platform says it is verified", 2400);
  }

  private void components() {
    platform(
        "sw_component_count",
        new ClaimType.Int(0, MAX_COMPONENTS),
        "How many firmware components there are",
        2399);
    for (int i = 0; i < MAX_COMPONENTS; i++) {
      component(i, "type", TEXT, "role");
      component(i, "measurement", DIGEST, "digest");
      component(i, "version", TEXT, "version");
      component(i, "signer_id", DIGEST, "digest of the key that signed it");
    }
  }

  private void component(int index, String name, ClaimType type, String what) {
    platform("sw" + index + "_" + name, type, "Firmware component " + index + ": " + what, 2399);
  }

  private void realm(String name, ClaimType type, String documentation, int key) {
    claims.add(new Claim("realm." + name, type, documentation, "realm claim " + key, REALM));
  }

  private void platform(String name, ClaimType type, String documentation, int key) {
    claims.add(
        new Claim("platform." + name, type, documentation, "platform claim " + key, PLATFORM));
  }
}
