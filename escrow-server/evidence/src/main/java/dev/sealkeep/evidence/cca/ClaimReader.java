package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.cose.CborReader;
import dev.sealkeep.evidence.cose.CborValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Picks claims out of a token's payload and notes those that are missing or out of bounds. */
final class ClaimReader {
  /** The sizes of SHA-256, SHA-384 and SHA-512, in bytes. */
  static final Set<Integer> DIGEST_BYTES = Set.of(32, 48, 64);

  private static final int MAX_TEXT = 256;
  private static final byte[] NONE = {};

  private final CborValue.Entries claims;
  private final List<String> faulty = new ArrayList<>();

  private ClaimReader(CborValue.Entries claims) {
    this.claims = claims;
  }

  /** The claims in a map of at most 64 KiB; a reader that finds nothing for anything else. */
  static ClaimReader of(byte[] payload) {
    return new ClaimReader(
        CborReader.read(payload)
            .flatMap(CborValue::map)
            .orElseGet(() -> new CborValue.Entries(Map.of())));
  }

  static ClaimReader of(CborValue.Entries claims) {
    return new ClaimReader(claims);
  }

  /** The numbers of the claims that are missing or out of bounds; empty if all are well. */
  List<String> faulty() {
    return List.copyOf(faulty);
  }

  void fault(long key) {
    faulty.add(Long.toString(key));
  }

  private <T> T required(long key, Optional<T> value, T instead) {
    if (value.isEmpty()) {
      fault(key);
    }
    return value.orElse(instead);
  }

  byte[] octets(long key, int min, int max) {
    return required(key, octetsOf(key).filter(o -> o.length >= min && o.length <= max), NONE);
  }

  byte[] digest(long key) {
    return required(key, octetsOf(key).filter(o -> DIGEST_BYTES.contains(o.length)), NONE);
  }

  private Optional<byte[]> octetsOf(long key) {
    return claims.get(key).flatMap(CborValue::octets);
  }

  long integer(long key, long max) {
    Optional<Long> value =
        claims.get(key).flatMap(CborValue::integer).filter(n -> n >= 0 && n <= max);
    return required(key, value, 0L);
  }

  String text(long key) {
    return required(key, textOf(key), "");
  }

  /** A text that may be absent, but not out of bounds. */
  Optional<String> optionalText(long key) {
    return claims.get(key).isEmpty() ? Optional.empty() : Optional.of(text(key));
  }

  private Optional<String> textOf(long key) {
    return claims.get(key).flatMap(CborValue::text).filter(ClaimReader::isPrintable);
  }

  private static boolean isPrintable(String text) {
    return text.length() <= MAX_TEXT && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  List<CborValue> elements(long key, int min, int max) {
    Optional<List<CborValue>> elements =
        claims
            .get(key)
            .flatMap(CborValue::elements)
            .filter(e -> e.size() >= min && e.size() <= max);
    return required(key, elements, List.of());
  }
}
