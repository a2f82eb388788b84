/** Tests of the package. */
@NullMarked
package dev.sealkeep.agent.wrap;

import org.jspecify.annotations.NullMarked;
