package dev.sealkeep.service.collateral.vendor;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One GET to a vendor. */
public interface Transport {
  /**
   * Sends a request and reads the whole answer.
   *
   * @param maxBytes the most bytes of a body that are read
   * @return fails with {@link TransportException}
   */
  CompletableFuture<Answer> get(URI uri, int maxBytes);

  /**
   * An answer.
   *
   * @param headers by name in lower case; of a repeated one any
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a message; never compared by equals
  record Answer(int status, Map<String, String> headers, byte[] body) {
    /** Copies {@code headers}. */
    public Answer {
      headers = Map.copyOf(headers);
    }

    /** A header, by its name in lower case. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** Why there is no answer. */
  final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FetchFault fault;

    /** Makes one. */
    public TransportException(FetchFault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }

    /** The reason. */
    public FetchFault fault() {
      return fault;
    }
  }
}
