/** Tests of derived keys. */
@NullMarked
package dev.sealkeep.agent.derive;

import org.jspecify.annotations.NullMarked;
