package dev.sealkeep.evidence.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One event of a log. The digests are what was extended; the type and the data are what the log
 * says of them, and nothing proves either but a recomputed digest.
 *
 * @param register a PCR, or in a CCEL the index of a measurement register
 * @param type the event type, unsigned 32 bits
 * @param digests by hash, of those hashes that are read
 * @param data as logged
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
public record LoggedEvent(int register, long type, Map<TcgHash, byte[]> digests, byte[] data) {
  private static final byte[] STARTUP_LOCALITY =
      "StartupLocality\0".getBytes(StandardCharsets.US_ASCII);

  /** Makes the map unmodifiable. */
  public LoggedEvent {
    Map<TcgHash, byte[]> copy = new EnumMap<>(TcgHash.class);
    copy.putAll(digests);
    digests = Collections.unmodifiableMap(copy);
  }

  /** Whether the event extends its register: EV_NO_ACTION does not. */
  boolean extendsRegister() {
    return type != EventType.EV_NO_ACTION.id();
  }

  /** Whether the event tells the locality of TPM2_Startup, on which PCR 0 starts. */
  boolean tellsStartupLocality() {
    return !extendsRegister()
        && register == 0
        && data.length == STARTUP_LOCALITY.length + 1
        && Arrays.equals(data, 0, STARTUP_LOCALITY.length, STARTUP_LOCALITY, 0, data.length - 1);
  }

  /** Whether the digest is that of some bytes. */
  boolean measures(TcgHash hash, byte[] content) {
    byte[] digest = digests.get(hash);
    return digest != null && Arrays.equals(digest, hash.of(content));
  }

  /** Whether the digest is that of the data as logged. */
  public boolean dataIsMeasured(TcgHash hash) {
    return measures(hash, data);
  }
}
