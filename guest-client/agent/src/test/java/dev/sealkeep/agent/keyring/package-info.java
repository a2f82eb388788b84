/** Tests of the package. */
@NullMarked
package dev.sealkeep.agent.keyring;

import org.jspecify.annotations.NullMarked;
