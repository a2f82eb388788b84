package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.cca.PlatformToken.Component;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The claims of a verified token. */
final class CcaClaims {
  private final Map<String, ClaimValue> claims = new HashMap<>();

  private CcaClaims() {}

  static ClaimSet of(String technology, PlatformToken platform, RealmToken realm, Instant at) {
    CcaClaims claims = new CcaClaims();
    claims.add(realm);
    claims.add(platform);
    CommonClaims.addTo(claims.claims, at, List.of());
    return new ClaimSet(technology, claims.claims);
  }

  private void add(RealmToken realm) {
    put("realm.challenge", realm.challenge());
    put("realm.personalization_value", realm.personalization());
    put("realm.initial_measurement", realm.initialMeasurement());
    for (int i = 0; i < realm.extensibleMeasurements().size(); i++) {
      put("realm.rem" + i, realm.extensibleMeasurements().get(i));
    }
    put("realm.hash_algo", realm.hashAlgorithm());
    put("realm.public_key_hash_algo", realm.publicKeyHashAlgorithm());
    put("realm.profile", realm.profile());
  }

  private void add(PlatformToken platform) {
    put("platform.profile", platform.profile());
    put("platform.implementation_id", platform.implementationId());
    put("platform.instance_id", platform.instanceId());
    put("platform.config", platform.config());
    claims.put("platform.security_lifecycle", new ClaimValue.Int(platform.lifecycle()));
    platform
        .lifecycleState()
        .ifPresent(state -> claims.put("platform.lifecycle_state", new ClaimValue.Symbol(state)));
    put("platform.hash_algo", platform.hashAlgorithm());
    put("platform.verification_service", platform.verificationService());
    claims.put("platform.sw_component_count", new ClaimValue.Int(platform.components().size()));
    for (int i = 0; i < platform.components().size(); i++) {
      add("platform.sw" + i, platform.components().get(i));
    }
  }

  private void add(String prefix, Component component) {
    put(prefix + "_type", component.type());
    put(prefix + "_measurement", component.measurement());
    put(prefix + "_version", component.version());
    put(prefix + "_signer_id", component.signerId());
  }

  private void put(String name, byte[] value) {
    claims.put(name, ClaimValue.Bytes.of(value));
  }

  private void put(String name, String value) {
    claims.put(name, new ClaimValue.Text(value));
  }

  private void put(String name, Optional<String> value) {
    value.ifPresent(v -> put(name, v));
  }
}
