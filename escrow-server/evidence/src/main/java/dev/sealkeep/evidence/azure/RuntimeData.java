package dev.sealkeep.evidence.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What the paravisor binds by hash: a JSON object with {@code keys} (RSA keys in JWK form, among
 * them {@code HCLAkPub}), {@code vm-configuration} and {@code user-data}.
 *
 * @param keyIds the {@code kid} of each key, in order
 * @param attestationKey {@code HCLAkPub}, which signs the vTPM's quotes
 * @param endorsementKey {@code HCLEkPub}, the vTPM's EK; newer paravisors have it
 * @param vmConfiguration members that are text, integers or flags, under the names they have
 * @param userDataText {@code user-data} as it stands there, at most 128 hexadecimal digits
 */
record RuntimeData(
    List<String> keyIds,
    Optional<SubjectPublicKeyInfo> attestationKey,
    Optional<SubjectPublicKeyInfo> endorsementKey,
    SequencedMap<String, Object> vmConfiguration,
    Optional<String> userDataText) {
  /** The size of user data; a shorter value is followed by zeros. */
  static final int USER_DATA_BYTES = 64;

  private static final int MAX_KEYS = 16;
  private static final int MAX_MEMBERS = 64;
  private static final String AK = "HCLAkPub";
  private static final String EK = "HCLEkPub";

  RuntimeData {
    keyIds = List.copyOf(keyIds);
    vmConfiguration = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(vmConfiguration));
  }

  /** Reads runtime data; refused with {@link AzureReason#RUNTIME_DATA_MALFORMED}. */
  static Parsed<RuntimeData> parse(byte[] text) {
    Optional<JsonNode> object = JsonText.object(text);
    if (object.isEmpty()) {
      return malformed("The runtime data is not one JSON object with each member once.");
    }
    JsonNode keys = object.get().path("keys");
    JsonNode configuration = object.get().path("vm-configuration");
    if (!keys.isArray() || keys.size() > MAX_KEYS || configuration.size() > MAX_MEMBERS) {
      return malformed("The runtime data has no list of keys, or too much in it.");
    }
    List<String> keyIds = new ArrayList<>();
    keys.forEach(key -> keyIds.add(key.path("kid").asText()));
    if (keyIds.stream().distinct().count() < keyIds.size()) {
      return malformed("Two keys of the runtime data have one name.");
    }
    JsonNode userData = object.get().path("user-data");
    if (!userData.isMissingNode() && !isUserData(userData)) {
      return malformed("The user data is not at most 64 bytes in hexadecimal.");
    }
    return new Parsed.Accepted<>(
        new RuntimeData(
            keyIds,
            key(keys, AK),
            key(keys, EK),
            scalars(configuration),
            Optional.ofNullable(userData.textValue())));
  }

  private static Optional<SubjectPublicKeyInfo> key(JsonNode keys, String id) {
    return keys.valueStream()
        .filter(key -> key.path("kid").asText().equals(id))
        .findFirst()
        .flatMap(RsaJwk::publicKey);
  }

  private static SequencedMap<String, Object> scalars(JsonNode object) {
    SequencedMap<String, Object> scalars = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      if (value.isTextual()) {
        scalars.put(member.getKey(), value.textValue());
      } else if (value.isBoolean()) {
        scalars.put(member.getKey(), value.booleanValue());
      } else if (value.isIntegralNumber() && value.canConvertToLong()) {
        scalars.put(member.getKey(), value.longValue());
      }
    }
    return scalars;
  }

  private static boolean isUserData(JsonNode node) {
    String text = node.asText();
    return node.isTextual()
        && text.length() <= 2 * USER_DATA_BYTES
        && text.length() % 2 == 0
        && text.chars().allMatch(HexFormat::isHexDigit);
  }

  /** What the guest had the paravisor bind, 64 bytes; all zero if nothing. */
  byte[] userData() {
    return Arrays.copyOf(HexFormat.of().parseHex(userDataText.orElse("")), USER_DATA_BYTES);
  }

  /** Whether the user data is what was expected; none at all never is. */
  boolean carries(Binding binding) {
    byte[] userData = userData();
    return !Arrays.equals(userData, new byte[USER_DATA_BYTES]) && binding.isIn(userData);
  }

  private static Parsed<RuntimeData> malformed(String detail) {
    return new Parsed.Refused<>(AzureReason.RUNTIME_DATA_MALFORMED.because(detail));
  }
}
