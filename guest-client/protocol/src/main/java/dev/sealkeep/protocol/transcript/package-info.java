/**
 * The transcript that evidence and sealing bind: {@code base}, {@code outer} and HPKE's {@code
 * info}, byte for byte as docs/reference/formats.md gives them. Pure functions over {@code wire},
 * {@code name} and {@code evidence}, used alike by guest and server. Upholds invariant 5: the key
 * that a ciphertext is for is bound into the evidence.
 */
@NullMarked
package dev.sealkeep.protocol.transcript;

import org.jspecify.annotations.NullMarked;
