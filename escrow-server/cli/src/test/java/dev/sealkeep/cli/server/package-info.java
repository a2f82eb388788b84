/** Tests of the commands around a node. */
@NullMarked
package dev.sealkeep.cli.server;

import org.jspecify.annotations.NullMarked;
