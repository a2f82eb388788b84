package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A TPM that answers what a test has it say: first what is queued, then what is said to each
 * command of a kind, else success without parameters.
 */
final class ScriptedTpm implements TpmChannel {
  final List<CommandCode> commands = new ArrayList<>();
  final List<byte[]> bytes = new ArrayList<>();
  boolean closed;

  private final Deque<byte[]> queue = new ArrayDeque<>();
  private final Map<CommandCode, Function<TpmCursor, byte[]>> handlers =
      new EnumMap<>(CommandCode.class);

  /** Answers the next command so, whatever it is. */
  ScriptedTpm next(byte[] answer) {
    queue.add(answer);
    return this;
  }

  /** Answers each command of a kind; the cursor stands behind the header. */
  ScriptedTpm on(CommandCode code, Function<TpmCursor, byte[]> handler) {
    handlers.put(code, handler);
    return this;
  }

  /** An answer without sessions. */
  static byte[] plain(byte[] parameters) {
    return frame(0x8001, 0, parameters);
  }

  /** An answer with one session. */
  static byte[] authorized(byte[] parameters) {
    return frame(
        0x8002, 0, new TpmBytes().u32(parameters.length).raw(parameters).raw(PASSWORD).toBytes());
  }

  /** The same of a command that makes something. */
  static byte[] made(int handle, byte[] parameters) {
    return frame(
        0x8002,
        0,
        new TpmBytes().u32(handle).u32(parameters.length).raw(parameters).raw(PASSWORD).toBytes());
  }

  static byte[] refused(int code) {
    return frame(0x8001, code, new byte[0]);
  }

  static byte[] frame(int tag, int code, byte[] body) {
    return new TpmBytes().u16(tag).u32(HEADER_BYTES + body.length).u32(code).raw(body).toBytes();
  }

  /** TPMS_AUTH_RESPONSE of a password: no nonce, continueSession, no HMAC. */
  private static final byte[] PASSWORD = {0, 0, 1, 0, 0};

  @Override
  public byte[] exchange(byte[] command) throws DeviceException {
    if (closed) {
      throw new DeviceException(DeviceFault.TPM_IO, "closed");
    }
    TpmCursor cursor = new TpmCursor(command);
    cursor.u16();
    cursor.u32();
    int number = cursor.u32();
    CommandCode code =
        Arrays.stream(CommandCode.values())
            .filter(c -> c.code() == number)
            .findFirst()
            .orElseThrow();
    commands.add(code);
    bytes.add(command);
    if (!queue.isEmpty()) {
      return queue.remove();
    }
    Function<TpmCursor, byte[]> handler = handlers.get(code);
    return handler == null ? plain(new byte[0]) : handler.apply(cursor);
  }

  @Override
  public void close() {
    closed = true;
  }
}
