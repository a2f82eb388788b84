/** Tests of claims as documents. */
@NullMarked
package dev.sealkeep.policy.document;

import org.jspecify.annotations.NullMarked;
