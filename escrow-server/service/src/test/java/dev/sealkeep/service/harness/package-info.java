/**
 * What the service's tests share: a node on a port of its own, an operator with its token, and
 * guests with simulated evidence. Everything goes over TLS, as a real client's bytes would.
 */
@NullMarked
package dev.sealkeep.service.harness;

import org.jspecify.annotations.NullMarked;
