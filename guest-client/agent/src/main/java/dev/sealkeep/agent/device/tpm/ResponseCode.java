package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceFault;

/**
 * TPM_RC other than success. TPM 2.0 Library part 2, section 6.6; the kernel's resource manager
 * adds a layer number in the upper half to its own.
 *
 * @param value all 32 bits
 */
record ResponseCode(int value) {
  private static final int LAYERS = 0xFFFF_0000;

  /** Set in a code that blames a handle, session or parameter by its number. */
  private static final int FORMAT_ONE = 0x080;

  private static final int FORMAT_ONE_ERROR = 0x0BF;
  private static final int FORMAT_ZERO_ERROR = 0x97F;
  private static final int PARAMETER = 0x040;

  /** The code without the number of what it blames. */
  int error() {
    int lower = value & ~LAYERS;
    return (lower & FORMAT_ONE) != 0 ? lower & FORMAT_ONE_ERROR : lower & FORMAT_ZERO_ERROR;
  }

  /** Whether the same command, sent again, may be carried out. */
  boolean transitory() {
    return switch (error()) {
      // TPM_RC_YIELDED, TESTING, NV_RATE, RETRY, NV_UNAVAILABLE.
      case 0x908, 0x90A, 0x920, 0x922, 0x923 -> true;
      default -> false;
    };
  }

  /** The code, and which handle, session or parameter it blames. */
  String display() {
    int lower = value & ~LAYERS;
    if ((lower & FORMAT_ONE) == 0) {
      return "0x%03x".formatted(value);
    }
    int number = lower >> 8 & 0xF;
    String blamed =
        (lower & PARAMETER) != 0
            ? "parameter " + number
            : number >= 8 ? "session " + (number - 8) : "handle " + number;
    return "0x%03x, %s".formatted(value, blamed);
  }

  DeviceFault fault() {
    return switch (error()) {
      case 0x100 -> DeviceFault.TPM_NOT_STARTED;
      case 0x101, 0x153 -> DeviceFault.TPM_FAILURE;
      case 0x908, 0x90A, 0x920, 0x922, 0x923 -> DeviceFault.TPM_BUSY;
      case 0x921 -> DeviceFault.TPM_LOCKOUT;
      // TPM_RC_AUTH_TYPE, AUTH_MISSING, POLICY, AUTH_UNAVAILABLE, AUTH_FAIL, POLICY_FAIL, BAD_AUTH,
      // EXPIRED, POLICY_CC.
      case 0x124, 0x125, 0x126, 0x12F, 0x08E, 0x09D, 0x0A2, 0x0A3, 0x0A4 ->
          DeviceFault.TPM_UNAUTHORIZED;
      // DISABLED, COMMAND_CODE, ASYMMETRIC, HASH, HIERARCHY, KEY_SIZE, KDF, SCHEME, SYMMETRIC,
      // CURVE.
      case 0x120, 0x143, 0x081, 0x083, 0x085, 0x087, 0x08C, 0x092, 0x096, 0x0A6 ->
          DeviceFault.TPM_UNSUPPORTED;
      // TPM_RC_HANDLE and REFERENCE_H0 to H6.
      case 0x08B, 0x910, 0x911, 0x912, 0x913, 0x914, 0x915, 0x916 -> DeviceFault.TPM_HANDLE_ABSENT;
      // OBJECT_MEMORY, SESSION_MEMORY, MEMORY, SESSION_HANDLES, OBJECT_HANDLES, TOO_MANY_CONTEXTS.
      case 0x902, 0x903, 0x904, 0x905, 0x906, 0x12E -> DeviceFault.TPM_MEMORY;
      // NV_RANGE, NV_SIZE, NV_LOCKED, NV_AUTHORIZATION, NV_UNINITIALIZED, NV_SPACE.
      case 0x146, 0x147, 0x148, 0x149, 0x14A, 0x14B -> DeviceFault.TPM_NV_REFUSED;
      default -> DeviceFault.TPM_REFUSED;
    };
  }
}
