/**
 * Reference sets: named lists of reference values, such as the measurements of a release. A row is
 * (technology, claim, value), so one set serves several technologies. The package depends on
 * schemas, claims, diagnostics, and on what syntax says of names and text. A value that is not of
 * its claim's type never enters a set.
 */
@NullMarked
package dev.sealkeep.policy.reference;

import org.jspecify.annotations.NullMarked;
