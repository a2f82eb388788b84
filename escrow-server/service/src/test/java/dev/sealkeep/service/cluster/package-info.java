/** Tests of how nodes find and hear one another. */
@NullMarked
package dev.sealkeep.service.cluster;

import org.jspecify.annotations.NullMarked;
