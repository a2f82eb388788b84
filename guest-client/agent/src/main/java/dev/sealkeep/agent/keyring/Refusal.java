package dev.sealkeep.agent.keyring;

import java.time.Duration;

/**
 * How a request for a key is refused: what the asker gets, and for how long others who ask for it
 * get the same at once. Numbers of Linux, asm-generic/errno.h.
 */
public enum Refusal {
  /** That user is not served: EACCES. */
  USER(13, Duration.ofSeconds(5)),
  /** The request or its configuration is unusable: EINVAL. */
  REQUEST(22, Duration.ofSeconds(5)),
  /** The escrow denied: EKEYREJECTED. */
  DENIED(129, Duration.ofSeconds(60)),
  /** No endpoint was there or ready: ETIMEDOUT. */
  UNAVAILABLE(110, Duration.ofSeconds(5)),
  /** An answer was not to be trusted: EBADMSG. */
  UNTRUSTED(74, Duration.ofSeconds(5)),
  /** This machine's device gave no evidence: ENODEV. */
  NO_EVIDENCE(19, Duration.ofSeconds(5)),
  /** The kernel took no such key: EIO. */
  KERNEL(5, Duration.ofSeconds(5));

  private final int errno;
  private final Duration lifetime;

  Refusal(int errno, Duration lifetime) {
    this.errno = errno;
    this.lifetime = lifetime;
  }

  /** What the asker gets. */
  public int errno() {
    return errno;
  }

  /** How long the kernel remembers it. */
  public Duration lifetime() {
    return lifetime;
  }
}
