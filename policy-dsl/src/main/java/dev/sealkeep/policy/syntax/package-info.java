/**
 * Syntax: a policy's text as a tree. The parser recovers at line ends and leaves a faulty node
 * where it failed, so that one run finds many errors. The package depends on the generated grammar
 * and on diagnostics, and knows no claim. It bounds what a source may cost: length, nesting,
 * counts.
 */
@NullMarked
package dev.sealkeep.policy.syntax;

import org.jspecify.annotations.NullMarked;
