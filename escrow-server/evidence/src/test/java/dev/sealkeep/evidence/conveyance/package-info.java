/** Tests of conceptual message wrappers. */
@NullMarked
package dev.sealkeep.evidence.conveyance;

import org.jspecify.annotations.NullMarked;
