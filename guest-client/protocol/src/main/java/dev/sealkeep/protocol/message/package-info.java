/**
 * The messages of the release path, as docs/reference/formats.md gives them: each a record with
 * {@code encode()} and a static {@code parse}. Depends on {@code wire}, {@code name} and {@code
 * evidence}. A parsed message keeps to the size limits here and has no field that would have to be
 * checked again; evidence stays an uninterpreted blob (invariant 3).
 */
@NullMarked
package dev.sealkeep.protocol.message;

import org.jspecify.annotations.NullMarked;
