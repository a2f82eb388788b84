/** The published vector of one whole release: its generator and the test that asserts it. */
@NullMarked
package dev.sealkeep.protocol.vector;

import org.jspecify.annotations.NullMarked;
