/** Tests of the package. */
@NullMarked
package dev.sealkeep.agent.boot;

import org.jspecify.annotations.NullMarked;
