/** Tests of the nearest miss. */
@NullMarked
package dev.sealkeep.policy.nearest;

import org.jspecify.annotations.NullMarked;
