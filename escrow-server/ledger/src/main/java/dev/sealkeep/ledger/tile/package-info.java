/**
 * The tiles in which the log is stored and served (C2SP tlog-tiles): their coordinates, paths and
 * bytes. It depends on the log's shared formats in {@code protocol} and does no I/O; what it parses
 * is a stranger's URL or a server's answer, so parsing never throws. Tiles let any existing tool
 * audit that what was released was recorded (invariant 1).
 */
@NullMarked
package dev.sealkeep.ledger.tile;

import org.jspecify.annotations.NullMarked;
