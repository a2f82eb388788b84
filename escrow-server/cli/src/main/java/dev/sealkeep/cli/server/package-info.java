/**
 * {@code sealkeep server}: runs a node in this process until it is told to stop. It adds nothing to
 * the server but reading the command line and telling a person where it listens. {@code sealkeep
 * install-secrets} makes a container's secrets files that the node accepts (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.server;

import org.jspecify.annotations.NullMarked;
