/**
 * What every HTTP answer has in common: RFC 9457 problems with stable types, bearer tokens, body
 * limits, and the pool that takes CPU work off the event loops with a bounded queue.
 */
@NullMarked
package dev.sealkeep.service.http;

import org.jspecify.annotations.NullMarked;
