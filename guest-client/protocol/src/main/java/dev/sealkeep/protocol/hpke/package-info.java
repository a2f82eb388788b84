/**
 * Receiving HPKE (RFC 9180) on the JDK's own KEM, KDF and AES-GCM: base mode, one message,
 * HKDF-SHA256, AES-256-GCM, with X-Wing or DHKEM(X25519). Depends on {@code name} and {@code
 * secret}. Serves invariant 5 (the recipient key pair lives for one exchange, in this process) and
 * invariant 7 (intermediate secrets are wiped).
 */
@NullMarked
package dev.sealkeep.protocol.hpke;

import org.jspecify.annotations.NullMarked;
