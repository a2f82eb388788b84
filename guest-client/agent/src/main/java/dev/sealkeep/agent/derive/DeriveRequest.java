package dev.sealkeep.agent.derive;

import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import java.util.Optional;

/**
 * What key is wanted. {@link DeriveKey} documents each member's spelling.
 *
 * @param technology the hardware that must be there
 * @param hardware what the hardware is asked for
 * @param volume the volume the key is for
 * @param label what tells keys of one volume apart
 * @param length the key's length in bytes
 */
public record DeriveRequest(
    Technology technology,
    HardwareRequest hardware,
    Name volume,
    Optional<Name> label,
    int length) {
  /** The shortest key. */
  public static final int LEAST_BYTES = 16;

  /** The longest key: that of AES-256-XTS. */
  public static final int MOST_BYTES = 64;
}
