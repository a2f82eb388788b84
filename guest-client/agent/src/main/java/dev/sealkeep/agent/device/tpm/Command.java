package dev.sealkeep.agent.device.tpm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A command: handles, who authorizes each of the first of them, and parameters. TPM 2.0 Library
 * part 1, section 18.
 */
final class Command {
  private static final int NO_SESSIONS = 0x8001;
  private static final int SESSIONS = 0x8002;

  /** TPM_RS_PW. */
  private static final int PASSWORD = 0x4000_0009;

  /** Of a password. A policy session without it is gone after its one use. */
  private static final int CONTINUE_SESSION = 1;

  private final CommandCode code;
  private final List<Integer> handles = new ArrayList<>();
  private final List<Integer> sessions = new ArrayList<>();
  private final TpmBytes parameters = new TpmBytes();

  Command(CommandCode code) {
    this.code = code;
  }

  CommandCode code() {
    return code;
  }

  /** Adds a handle that needs no authorization; these come last. */
  Command handle(int handle) {
    handles.add(handle);
    return this;
  }

  /** Adds a handle whose authorization value is empty. */
  Command unlocked(int handle) {
    handles.add(handle);
    sessions.add(PASSWORD);
    return this;
  }

  /** Adds a handle that a policy session authorizes. */
  Command authorized(int handle, int policySession) {
    handles.add(handle);
    sessions.add(policySession);
    return this;
  }

  Command with(Consumer<TpmBytes> write) {
    write.accept(parameters);
    return this;
  }

  boolean hasSessions() {
    return !sessions.isEmpty();
  }

  byte[] encode() {
    TpmBytes body = new TpmBytes();
    handles.forEach(body::u32);
    if (hasSessions()) {
      TpmBytes area = new TpmBytes();
      // Nonce and HMAC are empty: neither a password nor such a policy makes use of them.
      for (int session : sessions) {
        area.u32(session).u16(0).u8(session == PASSWORD ? CONTINUE_SESSION : 0).u16(0);
      }
      body.u32(area.length()).raw(area.toBytes());
    }
    body.raw(parameters.toBytes());
    return new TpmBytes()
        .u16(hasSessions() ? SESSIONS : NO_SESSIONS)
        .u32(TpmChannel.HEADER_BYTES + body.length())
        .u32(code.code())
        .raw(body.toBytes())
        .toBytes();
  }
}
