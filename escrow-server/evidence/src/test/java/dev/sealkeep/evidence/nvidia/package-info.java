/** Tests of NVIDIA GPU reports. */
@NullMarked
package dev.sealkeep.evidence.nvidia;

import org.jspecify.annotations.NullMarked;
