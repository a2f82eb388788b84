/** Tests of the package of the same name. */
@NullMarked
package dev.sealkeep.agent.volume.key;

import org.jspecify.annotations.NullMarked;
