package dev.sealkeep.agent;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.syscall.LibC;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/**
 * What a boot needs later and Java makes at its first use, begun at once on a thread of its own;
 * whoever needs it before it is there waits for that thread.
 */
final class HeadStart {
  private HeadStart() {}

  /** Begins, and returns at once; what fails is left to whoever needs it to say. */
  static void begin() {
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("head-start")
            .start(
                () -> {
                  computeP256Table();
                  loadLibrary();
                });
  }

  /**
   * Multiples of the generator of P-256 take a sixth of a guest's start, and the signatures of TLS
   * want them when nothing else can be done.
   */
  private static void computeP256Table() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var _ = generator.generateKeyPair();
    } catch (GeneralSecurityException _) {
      // TLS will say what this Java lacks.
    }
  }

  /** JNA and its library, by which devices are reached. */
  private static void loadLibrary() {
    try {
      var _ = LibC.load();
    } catch (DeviceException _) {
      // Whoever needs it will say so.
    }
  }
}
