package dev.sealkeep.evidence.eventlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** The hashes of PCR banks and event logs (TCG Algorithm Registry, TPM_ALG_ID). */
public enum TcgHash {
  /** SHA-1. */
  SHA1(0x0004, 20, "SHA-1"),
  /** SHA-256. */
  SHA256(0x000B, 32, "SHA-256"),
  /** SHA-384. */
  SHA384(0x000C, 48, "SHA-384"),
  /** SHA-512. */
  SHA512(0x000D, 64, "SHA-512");

  private final int id;
  private final int size;
  private final String javaName;

  TcgHash(int id, int size, String javaName) {
    this.id = id;
    this.size = size;
    this.javaName = javaName;
  }

  /** The hash of an identifier; empty for one that is not read. */
  public static Optional<TcgHash> ofId(int id) {
    for (TcgHash hash : values()) {
      if (hash.id == id) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /** The hash of a bank's name; empty for any other text. */
  public static Optional<TcgHash> ofBank(String name) {
    for (TcgHash hash : values()) {
      if (hash.bank().equals(name)) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /** The TPM_ALG_ID. */
  public int id() {
    return id;
  }

  /** The size of a digest in bytes. */
  public int size() {
    return size;
  }

  /** The bank's name in claims and tools: {@code sha256}. */
  public String bank() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name that Java's cryptography has for it: {@code SHA-256}. */
  public String javaName() {
    return javaName;
  }

  /** A new computation. */
  public MessageDigest digest() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + javaName, e);
    }
  }

  /** The digest of some bytes. */
  public byte[] of(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
