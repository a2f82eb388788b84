/**
 * What the server takes on, and what it refuses before it costs anything: permits for work, shared
 * fairly among tenants; a budget of bytes for bodies; counts of connections; and when whoever is
 * refused is asked to come back. A tenant is here what a request claims it is, whether it exists or
 * not, so that a refusal tells a guest nothing (invariant 11). Stands on problems and answers
 * alone, and blocks nobody.
 */
@NullMarked
package dev.sealkeep.service.admission;

import org.jspecify.annotations.NullMarked;
