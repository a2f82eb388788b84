/**
 * {@code sealkeep log}: opens a new log on a restored database, which works on a stopped node's
 * files, and lets releases go on in it, which asks a server.
 */
@NullMarked
package dev.sealkeep.cli.log;

import org.jspecify.annotations.NullMarked;
