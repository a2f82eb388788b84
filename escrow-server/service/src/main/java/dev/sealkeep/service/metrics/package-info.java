/**
 * Meters with bounded labels, in Prometheus' exposition format. No label carries a name that a
 * guest or a tenant chose.
 */
@NullMarked
package dev.sealkeep.service.metrics;

import org.jspecify.annotations.NullMarked;
