package dev.sealkeep.agent.volume.key;

import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.FieldWriter;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Vouches for a volume's memory of fallbacks. The key is HKDF with SHA-256 (RFC 5869), no salt, the
 * volume's own key as input, info = {@code field("sealkeep/volume/fallbacks/v1") ‖ field(uuid)}, 32
 * bytes; the MAC is HMAC-SHA-256 over {@code field(uuid) ‖ field(u64 count) ‖ field(u64 first) ‖
 * field(u64 last)}, {@code field(x)} being x behind its length as a u32 big-endian.
 */
public final class FallbackMac implements AutoCloseable {
  private static final String PURPOSE = "sealkeep/volume/fallbacks/v1";
  private static final int BYTES = 32;
  private static final String MAC = "HmacSHA256";

  private final UUID volume;
  private final SecretBytes key;

  private FallbackMac(UUID volume, SecretBytes key) {
    this.volume = volume;
    this.key = key;
  }

  /** Of a volume's own key, which the caller closes. */
  public static FallbackMac of(SecretBytes volumeKey, UUID volume) {
    byte[] info = new FieldWriter().field(PURPOSE).field(volume.toString()).toBytes();
    // The volume's key is the input of the derivation.
    return new FallbackMac(volume, Hkdf.derive(info, BYTES, volumeKey.bytes(SecretAccess.get())));
  }

  /** The MAC: 32 bytes. */
  public byte[] of(Fallbacks uses) {
    try {
      Mac mac = Mac.getInstance(MAC);
      // HMAC needs its key.
      mac.init(new SecretKeySpec(key.bytes(SecretAccess.get()), MAC));
      return mac.doFinal(
          new FieldWriter()
              .field(volume.toString())
              .fieldU64(uses.count())
              .fieldU64(uses.firstSeconds())
              .fieldU64(uses.lastSeconds())
              .toBytes());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no " + MAC, broken);
    }
  }

  /** Whether that is the MAC. */
  public boolean verifies(Fallbacks uses, byte[] mac) {
    return MessageDigest.isEqual(mac, of(uses));
  }

  @Override
  public void close() {
    key.close();
  }
}
