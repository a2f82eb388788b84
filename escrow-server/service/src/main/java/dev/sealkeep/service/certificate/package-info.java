/**
 * Certificates that the service makes itself: for a node's own port, and for nodes among
 * themselves. Keys are P-256 and are written for their owner alone. Depends on nothing else of the
 * service.
 */
@NullMarked
package dev.sealkeep.service.certificate;

import org.jspecify.annotations.NullMarked;
