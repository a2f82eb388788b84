package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.cca.PlatformToken.Component;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Tokens as trees for display: byte strings as lower-case hex. */
final class CcaFields {
  private static final HexFormat HEX = HexFormat.of();

  private CcaFields() {}

  /** The claims of both parts, as far as they can be read. */
  static SequencedMap<String, Object> of(
      Optional<PlatformToken> platform, Optional<RealmToken> realm) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    realm.ifPresent(r -> fields.put("realm_challenge", HEX.formatHex(r.challenge())));
    platform.ifPresent(p -> fields.put("platform", of(p)));
    realm.ifPresent(r -> fields.put("realm", of(r)));
    return fields;
  }

  private static SequencedMap<String, Object> of(PlatformToken token) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("profile", token.profile());
    fields.put("challenge", HEX.formatHex(token.challenge()));
    fields.put("implementation_id", HEX.formatHex(token.implementationId()));
    fields.put("instance_id", HEX.formatHex(token.instanceId()));
    fields.put("config", HEX.formatHex(token.config()));
    fields.put("security_lifecycle", token.lifecycle());
    token.lifecycleState().ifPresent(state -> fields.put("lifecycle_state", state));
    fields.put("sw_components", token.components().stream().map(CcaFields::of).toList());
    token.verificationService().ifPresent(s -> fields.put("verification_service", s));
    fields.put("hash_algo", token.hashAlgorithm());
    return fields;
  }

  private static SequencedMap<String, Object> of(Component component) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    component.type().ifPresent(type -> fields.put("type", type));
    fields.put("measurement", HEX.formatHex(component.measurement()));
    component.version().ifPresent(version -> fields.put("version", version));
    fields.put("signer_id", HEX.formatHex(component.signerId()));
    component.hashAlgorithm().ifPresent(name -> fields.put("hash_algo", name));
    return fields;
  }

  private static SequencedMap<String, Object> of(RealmToken token) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    token.profile().ifPresent(profile -> fields.put("profile", profile));
    fields.put("challenge", HEX.formatHex(token.challenge()));
    fields.put("personalization_value", HEX.formatHex(token.personalization()));
    fields.put("initial_measurement", HEX.formatHex(token.initialMeasurement()));
    List<byte[]> measurements = token.extensibleMeasurements();
    for (int i = 0; i < measurements.size(); i++) {
      fields.put("rem" + i, HEX.formatHex(measurements.get(i)));
    }
    fields.put("hash_algo", token.hashAlgorithm());
    fields.put("public_key", HEX.formatHex(token.publicKey()));
    fields.put("public_key_hash_algo", token.publicKeyHashAlgorithm());
    return fields;
  }
}
