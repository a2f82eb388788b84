/**
 * The tenants' and auditors' API: tenants, policies, reference sets, keys, decisions and the log.
 * Handlers parse, call {@code state} or {@code log}, and answer; they decide nothing.
 */
@NullMarked
package dev.sealkeep.service.admin;

import org.jspecify.annotations.NullMarked;
