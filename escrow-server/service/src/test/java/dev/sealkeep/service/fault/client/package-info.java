/**
 * The users of a cluster: guests that want their keys, tenants that change what is released, and an
 * auditor. They ask any node, twice or of two nodes at once when it pleases them, give up on what
 * takes too long, and put down all that they asked and were answered.
 */
@NullMarked
package dev.sealkeep.service.fault.client;

import org.jspecify.annotations.NullMarked;
