/** Tests of SEV-SNP evidence. */
@NullMarked
package dev.sealkeep.evidence.snp;

import org.jspecify.annotations.NullMarked;
