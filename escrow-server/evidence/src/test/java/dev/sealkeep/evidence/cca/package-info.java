/** Tests of Arm CCA tokens. */
@NullMarked
package dev.sealkeep.evidence.cca;

import org.jspecify.annotations.NullMarked;
