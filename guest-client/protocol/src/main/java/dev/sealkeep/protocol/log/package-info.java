/**
 * What guest, server and auditor share of the transparency log: entries and leaves, C2SP signed
 * notes, checkpoints and proofs, and the certificate of the log's key. It depends on the JDK and on
 * the names, secrets and encodings of this module, and does no I/O. Every parser takes untrusted
 * input and answers with a typed reason, never an exception. It lets a guest uphold invariant 1
 * (recorded before released) without trusting the server that says so.
 */
@NullMarked
package dev.sealkeep.protocol.log;

import org.jspecify.annotations.NullMarked;
