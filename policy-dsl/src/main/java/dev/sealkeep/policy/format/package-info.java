/**
 * The canonical layout of a policy: text in, text or diagnostics out. Formatting changes where
 * lines break and how far they are indented, and nothing that a policy means; every comment is
 * kept. The parse tree becomes a tree of what goes on one line or is broken ({@link
 * dev.sealkeep.policy.format.Piece}), which is then written. The package depends on syntax, and on
 * the compiler for the diagnostics of what cannot be read.
 */
@NullMarked
package dev.sealkeep.policy.format;

import org.jspecify.annotations.NullMarked;
