/**
 * Putting a node together: cryptographic providers, TLS files, first start, verification of the log
 * against the database, warm-up, and an orderly end.
 */
@NullMarked
package dev.sealkeep.service.server;

import org.jspecify.annotations.NullMarked;
