/** Tests of what the checker makes of declarations and of conditions on each type. */
@NullMarked
package dev.sealkeep.policy.check;

import org.jspecify.annotations.NullMarked;
