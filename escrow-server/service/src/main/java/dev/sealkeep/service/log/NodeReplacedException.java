package dev.sealkeep.service.log;

/** Another copy of this node's data directory has taken its place; the message says what to do. */
public final class NodeReplacedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeReplacedException(String id) {
    super(
        ("a copy of this data directory has been started since, as the same node %s; this one"
                + " commits nothing any more. Run one of the two. To make this one a node of its"
                + " own, remove node-id and node-runs from its data directory, and name %s in"
                + " forget-nodes only if the other copy is gone for good")
            .formatted(id, id));
  }
}
