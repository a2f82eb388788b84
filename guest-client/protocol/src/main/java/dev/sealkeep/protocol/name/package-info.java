/**
 * The names and tags that stand in messages, transcripts and log entries: tenants, keys, volumes,
 * purposes, KEM ids and technology tags. Parsed once at the edge, valid ever after.
 */
@NullMarked
package dev.sealkeep.protocol.name;

import org.jspecify.annotations.NullMarked;
