package dev.sealkeep.evidence.snp;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The key information word at offset 0x048 of a report.
 *
 * @param bits the 32 bits as a little-endian integer
 */
public record KeyInfo(int bits) {
  /** SIGNING_KEY of a report that no key signed. */
  static final int SIGNING_KEY_NONE = 7;

  /** Whether AUTHOR_KEY_DIGEST holds a digest. */
  public boolean authorKeyEnabled() {
    return (bits & 1) != 0;
  }

  /** Whether the host masked the chip key, which leaves the signature zero. */
  public boolean chipKeyMasked() {
    return (bits & 2) != 0;
  }

  /** SIGNING_KEY, 0 to 7. */
  public int signingKeyNumber() {
    return bits >>> 2 & 7;
  }

  /** The kind of key that signed, or empty for none and reserved values. */
  public Optional<SigningKey> signingKey() {
    return switch (signingKeyNumber()) {
      case 0 -> Optional.of(SigningKey.VCEK);
      case 1 -> Optional.of(SigningKey.VLEK);
      default -> Optional.empty();
    };
  }

  /** Whether bits 31:5 are zero. */
  public boolean reservedBitsAreZero() {
    return bits >>> 5 == 0;
  }

  /** Each field by its name. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("author_key_en", authorKeyEnabled());
    fields.put("mask_chip_key", chipKeyMasked());
    fields.put("signing_key", signingKeyNumber());
    return fields;
  }
}
