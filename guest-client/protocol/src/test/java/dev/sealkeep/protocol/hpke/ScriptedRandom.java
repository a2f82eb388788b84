package dev.sealkeep.protocol.hpke;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Hands out the bytes it was given, in order, and no more: makes key pairs that are fixed. */
public final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final byte[] script;
  private int taken;

  private ScriptedRandom(byte[] script) {
    this.script = script;
  }

  /** A source of the given bytes. */
  public static ScriptedRandom ofHex(String hex) {
    return new ScriptedRandom(HexFormat.of().parseHex(hex));
  }

  /** How many bytes are left. */
  public int left() {
    return script.length - taken;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    if (bytes.length > left()) {
      throw new AssertionError("more randomness taken than scripted");
    }
    System.arraycopy(script, taken, bytes, 0, bytes.length);
    taken += bytes.length;
  }
}
