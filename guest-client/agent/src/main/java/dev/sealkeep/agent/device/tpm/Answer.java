package dev.sealkeep.agent.device.tpm;

import java.util.Arrays;
import java.util.Optional;

/** What a TPM answered to a command. TPM 2.0 Library part 1, section 18.9. */
sealed interface Answer {
  /**
   * The command was carried out.
   *
   * @param handle what was made; 0 for a command that makes no object
   * @param parameters the response parameters, without the sessions behind them
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
  record Done(int handle, byte[] parameters) implements Answer {}

  /** The command was refused. */
  record Refused(ResponseCode code) implements Answer {}

  /** The bytes are no answer to such a command. */
  record Malformed(String how) implements Answer {}

  /** TPM_ST_NO_SESSIONS, TPM_ST_SESSIONS. */
  int NO_SESSIONS = 0x8001;

  /** The tag of an answer with sessions. */
  int SESSIONS = 0x8002;

  /**
   * Reads an answer.
   *
   * @param sessions whether the command had any
   * @param handle whether the command makes an object
   */
  static Answer parse(byte[] bytes, boolean sessions, boolean handle) {
    TpmCursor cursor = new TpmCursor(bytes);
    int tag = cursor.u16();
    int size = cursor.u32();
    int code = cursor.u32();
    if (!cursor.isWhole()) {
      return new Malformed("it has %d bytes".formatted(bytes.length));
    }
    if (size != bytes.length) {
      return new Malformed(
          "it says %s bytes and has %d".formatted(Integer.toUnsignedString(size), bytes.length));
    }
    if (code != 0) {
      return new Refused(new ResponseCode(code));
    }
    if (tag != (sessions ? SESSIONS : NO_SESSIONS)) {
      return new Malformed("its tag is 0x%04x".formatted(tag));
    }
    int made = handle ? cursor.u32() : 0;
    Optional<byte[]> parameters =
        sessions ? cursor.take(cursor.u32()) : cursor.take(cursor.remaining());
    return cursor.isWhole() && parameters.isPresent()
        ? new Done(made, Arrays.copyOf(parameters.get(), parameters.get().length))
        : new Malformed("its parameters are cut off");
  }
}
