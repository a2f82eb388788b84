/** Tests of the log's verification against logs made up for the purpose. */
@NullMarked
package dev.sealkeep.cli.audit;

import org.jspecify.annotations.NullMarked;
