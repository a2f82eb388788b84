/**
 * {@code sealkeep key}: making, importing and switching sealing keys. Key bytes come from a file or
 * standard input and are wiped after sending; no key is ever printed (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.key;

import org.jspecify.annotations.NullMarked;
