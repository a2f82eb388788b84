/**
 * Files with secrets: the tenant key as one line of hexadecimal digits, readable by its owner alone
 * and never overwritten, and bounded reading of keys to import (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.keyfile;

import org.jspecify.annotations.NullMarked;
