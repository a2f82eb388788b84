/**
 * Files that belong to one user and one process: created atomically with mode 0600, made durable
 * together with their folder, refused when others could read them, and locked against a second
 * process. Depends on the JDK alone. Upholds invariant 7 for keys in files and invariant 8 for the
 * embedded database, which must have one writer.
 */
@NullMarked
package dev.sealkeep.keystore.file;

import org.jspecify.annotations.NullMarked;
