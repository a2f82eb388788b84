package dev.sealkeep.service.activation;

import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.admission.Caller;
import dev.sealkeep.service.admission.ClaimedTenant;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.WorkerPool;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/activations}, on a worker: it checks signatures and encrypts to a TPM. */
public final class ActivationHandler implements Handler<RoutingContext> {
  private final ActivationDesk desk;
  private final WorkerPool workers;
  private final FairLimit limit;

  /** A handler over these parts. */
  public ActivationHandler(ActivationDesk desk, WorkerPool workers, FairLimit limit) {
    this.desk = desk;
    this.workers = workers;
    this.limit = limit;
  }

  @Override
  public void handle(RoutingContext request) {
    byte[] body = BodyReader.of(request);
    Delivery.of(
        request,
        limit.run(
            Caller.of(request, ClaimedTenant.NONE), () -> workers.submit(() -> desk.answer(body))),
        answer -> Reply.bytes(request, 200, "application/json", Buffer.buffer(answer.encode())),
        failure -> Reply.failure(request, failure));
  }
}
