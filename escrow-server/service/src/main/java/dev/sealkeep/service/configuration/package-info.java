/**
 * What an operator sets: one record, read from a file whose unknown keys are refused with a
 * suggestion. Secrets stand in files of their own, never in here. Depends on nothing else of the
 * service.
 */
@NullMarked
package dev.sealkeep.service.configuration;

import org.jspecify.annotations.NullMarked;
