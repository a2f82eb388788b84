/** Tests of writing a key. */
@NullMarked
package dev.sealkeep.agent.output;

import org.jspecify.annotations.NullMarked;
