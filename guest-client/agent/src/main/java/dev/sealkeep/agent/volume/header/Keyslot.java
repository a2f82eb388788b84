package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.Set;

/**
 * A keyslot that is of the one allowed kind: the volume's key, split by the anti-forensic splitter
 * of LUKS into 4000 stripes, encrypted with AES-XTS under a key derived from a passphrase.
 *
 * @param number 0 to 31
 * @param keyBytes length of the volume's key: 32 or 64
 * @param area where the encrypted stripes are
 * @param kdf the key derivation
 * @param json the slot as it stands in the metadata
 */
public record Keyslot(int number, int keyBytes, Area area, Pbkdf kdf, JsonObject json) {
  /** The ciphers that may encrypt anything of a volume. */
  static final Set<String> CIPHERS = Set.of("aes-xts-plain64");

  static final Set<String> HASHES = Set.of("sha256", "sha512");
  private static final int STRIPES = 4000;
  private static final int MOST_PRIORITY = 2;

  /** Four times what the longest key takes, so that all of a header's slots fit into memory. */
  private static final long MOST_AREA_BYTES = 1 << 20;

  /** Checks one slot. */
  static Keyslot read(int number, Members slot) throws VolumeException {
    String type = slot.text("type");
    if (type.equals("reencrypt")) {
      throw slot.fault(VolumeFault.HEADER_REQUIREMENT, "type", "is `reencrypt`");
    }
    if (!type.equals("luks2")) {
      throw slot.fault(VolumeFault.HEADER_JSON, "type", "is `%s`".formatted(type));
    }
    if (slot.has("priority")) {
      long _ = slot.integer("priority", 0, MOST_PRIORITY, VolumeFault.HEADER_JSON);
    }
    int keyBytes = keyBytes(slot);
    Area area = area(slot.object("area"), keyBytes);
    Pbkdf kdf = KdfRule.read(slot.object("kdf"));
    splitter(slot.object("af"));
    slot.finish();
    return new Keyslot(number, keyBytes, area, kdf, slot.json());
  }

  /** A key of AES-128-XTS or AES-256-XTS. */
  private static int keyBytes(Members members) throws VolumeException {
    long bytes = members.integer("key_size", 32, 64, VolumeFault.HEADER_CIPHER);
    if (bytes != 32 && bytes != 64) {
      throw members.fault(VolumeFault.HEADER_CIPHER, "key_size", "is " + bytes);
    }
    return (int) bytes;
  }

  private static Area area(Members area, int keyBytes) throws VolumeException {
    String _ = area.oneOf("type", Set.of("raw"), VolumeFault.HEADER_REQUIREMENT);
    String _ = area.oneOf("encryption", CIPHERS, VolumeFault.HEADER_CIPHER);
    int _ = keyBytes(area);
    Area place = new Area(area.decimal("offset"), area.decimal("size"));
    area.finish();
    if (!place.aligned()
        || place.bytes() < (long) keyBytes * STRIPES
        || place.bytes() > MOST_AREA_BYTES) {
      throw area.fault(
          VolumeFault.HEADER_LAYOUT, "size", "or offset is wrong: %s".formatted(place));
    }
    return place;
  }

  private static void splitter(Members af) throws VolumeException {
    String _ = af.oneOf("type", Set.of("luks1"), VolumeFault.HEADER_JSON);
    long _ = af.integer("stripes", STRIPES, STRIPES, VolumeFault.HEADER_JSON);
    String _ = af.oneOf("hash", HASHES, VolumeFault.HEADER_KDF);
    af.finish();
  }
}
