package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.UUID;

/** {@code guid_parse}: 36 characters, of which any may follow. Linux lib/uuid.c. */
final class KernelGuid {
  private static final int CHARS = 36;
  private static final String FORM = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  private KernelGuid() {}

  /** EINVAL for what is no GUID. */
  static SystemCall<UUID> parse(String text) {
    String guid = text.substring(0, Math.min(CHARS, text.length()));
    return guid.matches(FORM)
        ? SystemCall.done(UUID.fromString(guid))
        : SystemCall.failed(Errno.EINVAL);
  }
}
