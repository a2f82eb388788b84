/**
 * {@code sealkeep cluster}: makes the certificates by which nodes know each other. It works on
 * files alone and asks no server.
 */
@NullMarked
package dev.sealkeep.cli.cluster;

import org.jspecify.annotations.NullMarked;
