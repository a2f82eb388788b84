/**
 * Schemas: which claims the evidence of a technology can make, of which type, and where in the
 * vendor's specification each comes from. The package depends only on claim values. A claim or a
 * value outside the schema is unknown to every policy (invariant 4).
 */
@NullMarked
package dev.sealkeep.policy.schema;

import org.jspecify.annotations.NullMarked;
