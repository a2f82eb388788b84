/**
 * What is done to a cluster: faults, each of which begins and is lifted, and a schedule of them
 * that a seed decides.
 */
@NullMarked
package dev.sealkeep.service.fault.inject;

import org.jspecify.annotations.NullMarked;
