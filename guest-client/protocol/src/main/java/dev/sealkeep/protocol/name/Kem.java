package dev.sealkeep.protocol.name;

import java.util.Optional;

/** The key encapsulation mechanisms of HPKE that Sealkeep speaks, in ascending strength. */
public enum Kem {
  /** DHKEM(X25519, HKDF-SHA256), RFC 9180, table 2. */
  X25519(0x0020, 32, 32, "x25519"),
  /** X-Wing: ML-KEM-768 and X25519 together, draft-connolly-cfrg-xwing-kem. */
  X_WING(0x647A, 1216, 1120, "x-wing");

  private final int id;
  private final int publicKeyBytes;
  private final int encapsulationBytes;
  private final String label;

  Kem(int id, int publicKeyBytes, int encapsulationBytes, String label) {
    this.id = id;
    this.publicKeyBytes = publicKeyBytes;
    this.encapsulationBytes = encapsulationBytes;
    this.label = label;
  }

  /** HPKE's id, an unsigned 16-bit number. */
  public int id() {
    return id;
  }

  /** Npk: the size of a serialized public key. */
  public int publicKeyBytes() {
    return publicKeyBytes;
  }

  /** Nenc: the size of an encapsulation. */
  public int encapsulationBytes() {
    return encapsulationBytes;
  }

  /** The name used in configuration files: {@code x25519} or {@code x-wing}. */
  public String label() {
    return label;
  }

  /** Returns the KEM with that id, or empty. For untrusted input. */
  public static Optional<Kem> parse(long id) {
    for (Kem kem : values()) {
      if (kem.id == id) {
        return Optional.of(kem);
      }
    }
    return Optional.empty();
  }

  /** Returns the KEM with that configuration name, or empty. */
  public static Optional<Kem> parseLabel(String label) {
    for (Kem kem : values()) {
      if (kem.label.equals(label)) {
        return Optional.of(kem);
      }
    }
    return Optional.empty();
  }
}
