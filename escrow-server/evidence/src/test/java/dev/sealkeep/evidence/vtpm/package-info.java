/** A simulated machine with a vTPM, and tests of what such technologies share. */
@NullMarked
package dev.sealkeep.evidence.vtpm;

import org.jspecify.annotations.NullMarked;
