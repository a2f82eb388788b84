package dev.sealkeep.service.admission;

/** Why something was refused before it was looked at. */
public enum Refusal {
  /** As many releases and activations wait as may, and this one's tenant has its share of them. */
  QUEUE_FULL,
  /** It waited for a permit as long as a request may. */
  QUEUE_DEADLINE,
  /** As many releases wait for collateral as may. */
  COLLATERAL_FULL,
  /** As many administrative calls wait as may, or this one waited too long. */
  ADMINISTRATION_FULL,
  /** The bodies in memory have all the bytes that they may have. */
  BODIES_FULL,
  /** The body is over its path's limit. */
  BODY_TOO_LARGE,
  /** The body took too long to arrive. */
  BODY_DEADLINE,
  /** Answers that nobody reads have all the bytes that they may have. */
  ANSWERS_UNREAD,
  /** A connection brought no request in time. */
  HEADER_DEADLINE,
  /** As many connections are open as may be. */
  CONNECTIONS,
  /** As many connections are open from one address as may be. */
  CONNECTIONS_OF_ADDRESS
}
