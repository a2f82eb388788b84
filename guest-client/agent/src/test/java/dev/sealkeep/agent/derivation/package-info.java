/** Tests of the package. */
@NullMarked
package dev.sealkeep.agent.derivation;

import org.jspecify.annotations.NullMarked;
