/**
 * Fetching a key: challenge, evidence, release, receipt, over TLS 1.3 with pinned authorities, at
 * one endpoint after the other until a deadline. Depends on {@code protocol} and the JDK's HTTP
 * client; time, pauses and randomness are injected. Upholds invariant 6: a denial is final, and a
 * bad certificate, receipt or syntax is a failure of that endpoint, never its absence.
 */
@NullMarked
package dev.sealkeep.agent.exchange;

import org.jspecify.annotations.NullMarked;
