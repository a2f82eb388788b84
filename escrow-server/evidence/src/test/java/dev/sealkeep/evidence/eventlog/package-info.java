/** Tests of event logs. */
@NullMarked
package dev.sealkeep.evidence.eventlog;

import org.jspecify.annotations.NullMarked;
