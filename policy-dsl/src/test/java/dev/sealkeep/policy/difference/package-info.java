/** Tests of comparing policies. */
@NullMarked
package dev.sealkeep.policy.difference;

import org.jspecify.annotations.NullMarked;
