/**
 * The connection to a server: its options, TLS 1.3 with the authority read from a file, bounded
 * answers and deadlines, and the translation of problem documents into failures. The only package
 * that opens a socket. The token is read from a file and is never printed (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.connection;

import org.jspecify.annotations.NullMarked;
