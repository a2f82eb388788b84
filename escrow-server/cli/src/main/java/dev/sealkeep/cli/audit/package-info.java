/**
 * {@code sealkeep audit}: reading, exporting and verifying the log. The verification is pure: bytes
 * of an export and the pinned log root in, findings out; it needs no server and trusts none
 * (invariants 1 and 9).
 */
@NullMarked
package dev.sealkeep.cli.audit;

import org.jspecify.annotations.NullMarked;
