package dev.sealkeep.agent.exchange;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/**
 * Multiples of the generator of P-256, which Java computes at the curve's first use. That takes a
 * sixth of a guest's start, and the signatures of TLS want it when nothing else can be done.
 */
public final class P256Table {
  private P256Table() {}

  /** Begins to compute it, on a thread of its own; whoever needs it waits for that thread. */
  public static void begin() {
    Thread _ = Thread.ofPlatform().daemon().name("p256-table").start(P256Table::use);
  }

  private static void use() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var _ = generator.generateKeyPair();
    } catch (GeneralSecurityException _) {
      // TLS will say what this Java lacks.
    }
  }
}
