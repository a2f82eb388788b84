/**
 * The running boot as the commands on volumes know it: which one it is, what time it is, and which
 * slot opened a volume in it. Depends on files of the running system alone. Nothing here is secret
 * and nothing is decided on it but when an old slot may go.
 */
@NullMarked
package dev.sealkeep.agent.boot;

import org.jspecify.annotations.NullMarked;
