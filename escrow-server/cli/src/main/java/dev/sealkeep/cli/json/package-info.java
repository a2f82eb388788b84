/**
 * JSON as the command reads and writes it: records with snake_case members, bytes as base64url
 * without padding, no duplicate member, bounded depth. Depends on Jackson, the shared encodings and
 * the secret type, so that a secret member never becomes a string (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.json;

import org.jspecify.annotations.NullMarked;
