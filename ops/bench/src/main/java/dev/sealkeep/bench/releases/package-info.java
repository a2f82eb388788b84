/**
 * The release path under load: a generator of releases over loopback TLS, with simulated evidence,
 * against a server in a process of its own. It may use what the guest client and the simulator
 * offer, and knows the server by its command and its HTTP API alone.
 */
@NullMarked
package dev.sealkeep.bench.releases;

import org.jspecify.annotations.NullMarked;
