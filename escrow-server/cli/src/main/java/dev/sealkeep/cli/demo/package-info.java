/**
 * {@code sealkeep demo}: a whole escrow on one machine in a few seconds, in a directory that is
 * gone afterwards. Guests are processes of their own and speak to the server over TLS like any
 * other. The only package of this command that knows the simulator.
 */
@NullMarked
package dev.sealkeep.cli.demo;

import org.jspecify.annotations.NullMarked;
