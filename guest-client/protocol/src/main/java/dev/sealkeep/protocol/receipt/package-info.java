/**
 * Checks a release answer before its key is used: that the release was logged, that the logged
 * entry is this release, and that the key comes from the tenant's escrow. Pure; depends on {@code
 * log}, {@code message}, {@code transcript} and {@code hpke}. Lets a guest hold invariants 1 and 5
 * against a server it does not trust: a real receipt cannot be put beside another ciphertext, and a
 * fake server cannot plant a key.
 */
@NullMarked
package dev.sealkeep.protocol.receipt;

import org.jspecify.annotations.NullMarked;
