/**
 * A region that boots: a model, event by event, of guests, nodes, the log's order, the database
 * server and the vendor of collateral, fed with measured {@link dev.sealkeep.bench.cost.Costs}.
 * What decides about waiting and refusing is the product's own code where it can run on a simulated
 * clock: the limit with its fair shares, the line of returns, the agent's pauses. Nothing here
 * waits for real; a run is fixed by its scenario and seed. May depend on the service for those
 * classes.
 */
@NullMarked
package dev.sealkeep.bench.region;

import org.jspecify.annotations.NullMarked;
